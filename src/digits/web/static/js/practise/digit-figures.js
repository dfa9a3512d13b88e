/** Figures: model digits as SVG, and what the child drew. */

import { drawStrokes } from "../shared/canvas-ink.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {{path: string, dot: Point, arrow: [number, number, number]}} ModelStroke
 * @typedef {{box: [number, number], shapes: Record<string, Record<string, ModelStroke[]>>, usual: Record<string, Record<string, string>>}} Models
 */

const SVG = "http://www.w3.org/2000/svg";

/** Room around a digit's box for the pen and its marks, and between two digits, in units of the box. */
const MARGIN = 12;

/**
 * @param {string} name
 * @param {Record<string, string|number>} attributes
 * @param {(Element|string)[]} children
 */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {Models} models
 * @param {string} digit
 * @param {string} variant "only" where there is but one
 * @returns {ModelStroke[]}
 */
export const strokesOf = ({ shapes }, digit, variant) => shapes[digit][variant] ?? shapes[digit].only;

/**
 * @param {Models} models
 * @param {ModelStroke[][]} digits
 * @param {(stroke: ModelStroke, order: number) => Element[]} drawn what is drawn of a stroke; its order in its digit
 * @returns {SVGSVGElement} the digits side by side
 */
export function numberFigure({ box: [width, height] }, digits, drawn) {
  const step = width + 2 * MARGIN;
  const groups = digits.map((strokes, place) =>
    svg("g", { transform: `translate(${MARGIN + place * step} ${MARGIN})` }, ...strokes.flatMap(drawn)),
  );
  const size = { viewBox: `0 0 ${digits.length * step} ${height + 2 * MARGIN}`, "aria-hidden": "true", focusable: "false" };
  return /** @type {SVGSVGElement} */ (svg("svg", { class: "model", ...size }, ...groups));
}

/** @param {ModelStroke} stroke */
export const line = ({ path }) => svg("path", { class: "model-line", d: path, pathLength: 1 });

/**
 * @param {ModelStroke} stroke
 * @param {number} order from 0
 * @returns {Element[]} the numbered dot where it starts, and the arrow along it
 */
export function marks({ dot: [x, y], arrow: [atX, atY, angle] }, order) {
  const label = svg("text", { class: "model-order", x, y: y + 3.2 }, String(order + 1));
  const arrow = svg("path", { class: "model-arrow", d: "M-6 -6 L8 0 L-6 6 L-3 0 Z", transform: `translate(${atX} ${atY}) rotate(${angle})` });
  return [arrow, svg("circle", { class: "model-dot", cx: x, cy: y, r: 5.5 }), label];
}

/**
 * Draw strokes on a canvas of the page.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Point[][]} strokes in 0..1
 */
export function paintStrokes(canvas, strokes) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  canvas.width = canvas.height = side;
  drawStrokes(context, side, strokes, getComputedStyle(canvas).color);
}
