/** A chart of curves, drawn to the size it has on the page. */

import { plain, svg } from "./dom.js";
import { linear, logarithmic } from "./scale.js";

/**
 * @typedef {[number, number][]} Curve
 * @typedef {{low: number, high: number, log?: boolean}} Axis
 */

const MARGIN = { top: 8, end: 14, bottom: 26, start: 48 };
const MARK = 4;

/** The mark of each curve, around 0. */
const MARKS = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
  "M-4 -4h8v8h-8z",
  "M0 -5l5 9h-10z",
  "M0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z",
  "M-4 -4l8 8m0 -8l-8 8",
];

/**
 * @param {Element} picture
 * @param {Curve[]} curves
 * @param {Axis} x
 * @param {Axis} y
 * @param {boolean} [marked] whether each value has its mark
 */
export function drawChart(picture, curves, x, y, marked = true) {
  const { width, height } = picture.getBoundingClientRect();
  if (width === 0 || height === 0) return;
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const across = scale(x, [MARGIN.start, width - MARGIN.end], Math.max(3, width / 80));
  const up = scale(y, [height - MARGIN.bottom, MARGIN.top], Math.max(3, height / 45));
  picture.replaceChildren(
    ...up.ticks.flatMap((tick) => [
      svg("line", { class: "chart-grid", x1: MARGIN.start, x2: width - MARGIN.end, y1: up.place(tick), y2: up.place(tick) }),
      svg("text", { class: "chart-tick is-y", x: MARGIN.start - 8, y: up.place(tick) + 4 }, plain(tick)),
    ]),
    ...across.ticks.map((tick) => svg("text", { class: "chart-tick", x: across.place(tick), y: height - 6 }, plain(tick))),
    ...curves.map((curve, index) => {
      const places = curve.map(([at, value]) => [across.place(at), up.place(value)]);
      return drawCurve(places, index, marked);
    }),
  );
}

/**
 * @param {Axis} axis
 * @param {[number, number]} range
 * @param {number} most ticks
 */
function scale({ low, high, log }, range, most) {
  return log ? logarithmic([low, high], range, 1.5 * most) : linear([low, high], range, most);
}

/**
 * @param {number[][]} places
 * @param {number} index of the curve
 * @param {boolean} marked
 */
function drawCurve(places, index, marked) {
  const points = places.map((place) => place.map((one) => one.toFixed(1)).join()).join(" ");
  const marks = marked || places.length === 1 ? places.map(([x, y]) => mark(index, x, y)) : [];
  return svg("g", { class: `curve is-${index}` }, svg("polyline", { points }), ...marks);
}

/**
 * @param {number} index of the curve
 * @param {number} x
 * @param {number} y
 */
function mark(index, x, y) {
  return svg("path", { d: MARKS[index], transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });
}

/**
 * Fill the little pictures of a key.
 *
 * @param {ParentNode} root
 */
export function drawKey(root) {
  for (const picture of root.querySelectorAll("[data-mark]")) {
    const index = Number(/** @type {HTMLElement} */ (picture).dataset.mark);
    picture.setAttribute("viewBox", "0 0 32 16");
    const ends = [[0, 2 * MARK], [32, 2 * MARK]];
    const drawn = drawCurve(ends, index, false);
    drawn.append(mark(index, 16, 2 * MARK));
    picture.replaceChildren(drawn);
  }
}
