/** The parts of a number: boxes over them, and how each was read. */

import { PEN } from "../shared/canvas-ink.js";
import { describePart } from "./reading-text.js";

/**
 * @typedef {import("../shared/events.js").Part} Part
 * @typedef {import("../shared/events.js").Reading} Reading
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Frame the parts of a number; the drawing fits its frame as a picture does that is contained in it.
 *
 * @param {SVGSVGElement} root
 * @param {Part[]} parts
 * @param {number} width of the picture or drawing, in the unit of the boxes
 * @param {number} height
 * @param {number} [around] how far the frames stand off the boxes
 */
export function setBoxes(root, parts, width, height, around = 0) {
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.replaceChildren(
    ...parts.map(({ box: [left, top, right, bottom], reading }) => {
      const frame = document.createElementNS(SVG, "rect");
      const [x, y] = [left - around, top - around];
      const places = { x, y, width: right + around - x, height: bottom + around - y };
      for (const [name, value] of Object.entries(places)) frame.setAttribute(name, String(value));
      frame.classList.toggle("is-unsure", isUnsure(reading));
      return frame;
    }),
  );
}

/**
 * @param {HTMLElement} list
 * @param {Part[]} parts
 */
export function setParts(list, parts) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector("[data-part-template]"));
  list.replaceChildren(...parts.map((part) => partItem(template, part)));
}

/**
 * @param {HTMLTemplateElement} template
 * @param {Part} part
 */
function partItem(template, part) {
  const item = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  const image = /** @type {HTMLImageElement} */ (item.querySelector("img"));
  const words = describePart(part);
  /** @type {Element} */ (item.querySelector(".part-text")).textContent = words.text;
  /** @type {Element} */ (item.querySelector(".part-detail")).textContent = words.detail;
  item.classList.toggle("is-unsure", isUnsure(part.reading));
  if (part.reading === null) image.removeAttribute("src");
  else image.src = inkPicture(part.reading.ink);
  return item;
}

/** @param {Reading|null} reading of a part */
const isUnsure = (reading) => reading !== null && reading.verdict !== "digit";

/**
 * @param {number[][]} ink rows of grey levels, 255 is full ink
 * @returns {string} the data URL of a PNG, ink in white
 */
function inkPicture(ink) {
  const canvas = document.createElement("canvas");
  canvas.width = ink[0].length;
  canvas.height = ink.length;
  const pixels = new Uint8ClampedArray(ink.flat().flatMap((level) => [level, level, level, 255]));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.putImageData(new ImageData(pixels, canvas.width, canvas.height), 0, 0);
  return canvas.toDataURL();
}

/**
 * Show the parts of a number in place of the bars, and their boxes over the drawing.
 *
 * @param {HTMLElement} root with the bars
 * @param {SVGSVGElement} boxes over the drawing area
 * @param {HTMLElement} recognizer
 */
export function mountNumberParts(root, boxes, recognizer) {
  const list = /** @type {HTMLElement} */ (root.querySelector("[data-parts]"));
  const bars = /** @type {HTMLElement} */ (root.querySelector(".bars"));
  const title = /** @type {HTMLElement} */ (root.querySelector("[data-bars-title]"));
  const titles = { bars: title.textContent, parts: /** @type {string} */ (list.dataset.title) };

  /** @param {Part[]} parts none where there is no number */
  const show = (parts) => {
    const isNumber = parts.length > 0;
    setParts(list, parts);
    setBoxes(boxes, parts, 1, 1, PEN / 2);
    list.hidden = !isNumber;
    bars.hidden = isNumber;
    title.textContent = isNumber ? titles.parts : titles.bars;
  };
  recognizer.addEventListener("digits:reading", (event) => {
    show(/** @type {CustomEvent} */ (event).detail.reading.number?.parts ?? []);
  });
  recognizer.addEventListener("digits:empty", () => show([]));
  recognizer.addEventListener("digits:trouble", () => show([]));
}
