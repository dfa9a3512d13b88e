/** Draws the plane of the two inputs: points, half planes, lines, regions. One unit is a hundred pixels. */

import { svg } from "./dom.js";
import { HIGH, LOW, halfPlane, line, region } from "./plane.js";

/**
 * @typedef {import("./plane.js").Place} Place
 * @typedef {import("./perceptron.js").Weights} Weights
 */

const UNIT = 100;
const STRIPS = 200;
const EDGE = 12;

/** @param {number} x1 */
export const across = (x1) => (x1 - LOW) * UNIT;
/** @param {number} x2 */
export const down = (x2) => (HIGH - x2) * UNIT;

/** @param {SVGSVGElement} picture */
export function frame(picture) {
  const side = (HIGH - LOW) * UNIT;
  picture.setAttribute("viewBox", `${-EDGE} ${-EDGE} ${side + 2 * EDGE} ${side + 2 * EDGE}`);
  const axes = [0, 1].flatMap((value) => [
    svg("line", { class: "plane-grid", x1: across(value), x2: across(value), y1: 0, y2: side }),
    svg("line", { class: "plane-grid", y1: down(value), y2: down(value), x1: 0, x2: side }),
    svg("text", { class: "plane-number", x: across(value) + 4, y: side - 5 }, String(value)),
    svg("text", { class: "plane-number", x: 5, y: down(value) - 4 }, String(value)),
  ]);
  return [
    svg("rect", { class: "plane-paper", width: side, height: side }),
    ...axes,
    svg("text", { class: "plane-name", x: side - 22, y: side - 6 }, "x₁"),
    svg("text", { class: "plane-name", x: 6, y: 16 }, "x₂"),
  ];
}

/**
 * @param {Weights} weights
 * @param {string} name of the class
 */
export function side(weights, name = "plane-side") {
  const points = halfPlane(weights).map(([x1, x2]) => `${across(x1)},${down(x2)}`);
  return svg("polygon", { class: name, points: points.join(" ") });
}

/**
 * @param {Weights} weights
 * @param {string} name of the class
 * @returns {SVGElement[]} none where the line is not in the picture
 */
export function border(weights, name) {
  const ends = line(weights);
  if (ends === null) return [];
  const [[x1, y1], [x2, y2]] = ends;
  return [svg("line", { class: name, x1: across(x1), y1: down(y1), x2: across(x2), y2: down(y2) })];
}

/** @param {(place: Place) => number} answer */
export function answered(answer) {
  const size = ((HIGH - LOW) / STRIPS) * UNIT;
  const path = region(answer, STRIPS).map(([left, right, bottom]) => {
    const [from, to, below] = [across(left), across(right), down(bottom)];
    return `M${from.toFixed(1)} ${below.toFixed(1)}H${to.toFixed(1)}v${-size}H${from.toFixed(1)}z`;
  });
  return svg("path", { class: "plane-side", d: path.join(""), "shape-rendering": "crispEdges" });
}

/**
 * @param {Place} place
 * @param {number} target 0 or 1
 * @param {boolean} wrong whether it is answered otherwise
 * @returns {SVGElement} filled for 1, hollow for 0; crossed out where the answer is wrong
 */
export function point([x1, x2], target, wrong) {
  const [x, y] = [across(x1), down(x2)];
  const marks = wrong
    ? [svg("path", { class: "plane-wrong", d: `M${x - 16} ${y - 16}l32 32m0 -32l-32 32` })]
    : [];
  return svg("g", {}, svg("circle", { class: `plane-point is-${target}`, cx: x, cy: y, r: 10 }), ...marks);
}
