/** A bar chart of the wrong answers in each epoch. */

import { fixed, svg } from "./dom.js";
import { linear } from "./scale.js";

const SLOTS = 24;
const MOST = 4;
/** Room for the numbers at the left, and for half of one above and below. */
const [START, EDGE] = [18, 8];

/**
 * @param {Element} picture
 * @param {number[]} errors of each epoch; the last ones are shown
 */
export function drawErrorHistory(picture, errors) {
  const { width, height } = picture.getBoundingClientRect();
  if (width === 0 || height === 0) return;
  const up = linear([0, MOST], [height - EDGE, EDGE], MOST);
  const slot = (width - START) / SLOTS;
  const rows = up.ticks.flatMap((count) => [
    svg("line", { class: "chart-grid", x1: START, x2: width, y1: up.place(count), y2: up.place(count) }),
    svg("text", { class: "chart-tick is-y", x: START - 8, y: up.place(count) + 4 }, fixed(count)),
  ]);
  const bars = errors.slice(-SLOTS).map((count, index) => {
    const tall = Math.max(2, up.place(0) - up.place(count));
    const place = { x: START + (index + 0.1) * slot, y: up.place(0) - tall, width: 0.8 * slot, height: tall };
    return svg("rect", { class: count === 0 ? "history-none" : "history-bar", ...place });
  });
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.replaceChildren(...rows, ...bars);
}
