/** Bars of the wrong answers in each epoch. */

import { svg } from "./dom.js";

const SLOTS = 24;
const MOST = 4;

/**
 * @param {Element} picture
 * @param {number[]} errors of each epoch; the last ones are shown
 */
export function drawHistory(picture, errors) {
  picture.setAttribute("viewBox", `0 0 ${SLOTS * 10} ${MOST * 10 + 2}`);
  const shown = errors.slice(-SLOTS);
  const rows = Array.from({ length: MOST + 1 }, (_, count) => {
    const y = (MOST - count) * 10 + 1;
    return svg("line", { class: "chart-grid", x1: 0, x2: SLOTS * 10, y1: y, y2: y });
  });
  const bars = shown.map((count, index) => {
    const height = count === 0 ? 1 : count * 10;
    const name = count === 0 ? "history-none" : "history-bar";
    return svg("rect", { class: name, x: index * 10 + 1, y: MOST * 10 + 1 - height, width: 8, height });
  });
  picture.replaceChildren(...rows, ...bars);
}
