/** Shared parts of the charts: SVG elements, axes, and redrawing when the size changes. */

import { number, t } from "../shared/translations.js";

const SVG = "http://www.w3.org/2000/svg";

/** Room for the numbers at the axes, in pixels. */
export const MARGIN = { top: 12, right: 16, bottom: 44, left: 56 };

/**
 * @param {string} tag
 * @param {Record<string, string|number>} [attributes]
 * @param {(Node|string)[]} children
 * @returns {SVGElement}
 */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node|string)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * @param {HTMLElement} frame whose size the style sheet gives
 * @param {(width: number, height: number) => SVGElement[]} contents
 * @param {string} description for those who cannot see it
 */
export function paint(frame, contents, description) {
  const { clientWidth: width, clientHeight: height } = frame;
  if (width === 0) return;
  const attributes = { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": description };
  frame.replaceChildren(draw("svg", attributes, ...contents(width, height)));
}

/**
 * @param {HTMLElement} frame
 * @param {() => void} repaint
 */
export function onResize(frame, repaint) {
  let before = frame.clientWidth;
  new ResizeObserver(() => {
    if (frame.clientWidth === before) return;
    before = frame.clientWidth;
    repaint();
  }).observe(frame);
}

/**
 * @param {{at: number, text: string}[]} marks along the bottom
 * @param {number} width
 * @param {number} height
 * @param {string} title
 */
export function bottomAxis(marks, width, height, title) {
  const base = height - MARGIN.bottom;
  const middle = (MARGIN.left + width - MARGIN.right) / 2;
  return draw(
    "g",
    { class: "axis" },
    draw("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: base, y2: base, class: "axis-base" }),
    ...marks.map(({ at, text }) => draw("text", { x: at, y: base + 18, "text-anchor": "middle" }, text)),
    draw("text", { x: middle, y: height - 6, "text-anchor": "middle" }, title),
  );
}

/**
 * @param {{at: number, text: string}[]} marks along the left, each with a line across
 * @param {number} width
 */
export function leftAxis(marks, width) {
  const lines = marks.map(({ at }) => draw("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at }));
  const beside = { x: MARGIN.left - 8, "text-anchor": "end" };
  const texts = marks.map(({ at, text }) => draw("text", { ...beside, y: at + 4 }, text));
  return draw("g", { class: "axis" }, ...lines, ...texts);
}

/**
 * @param {number} share
 * @returns {string} such as "0.5 %", with no more decimals than it has
 */
export function percentTick(share) {
  return t("percent", { value: plainTick(100 * share) });
}

/**
 * @param {number} value
 * @returns {string} with no more decimals than it has
 */
export function plainTick(value) {
  const rounded = Number(value.toPrecision(3));
  return number(rounded, (String(rounded).split(".")[1] ?? "").length);
}
