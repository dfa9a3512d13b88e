/** The numbers and the places to check: boxes over them, and how each part was read. */

import { PEN } from "../shared/canvas-ink.js";
import { t } from "../shared/translations.js";
import { groupsOf, indexOf, placesOf } from "./doubts.js";
import { describePart, written } from "./reading-text.js";

/**
 * @typedef {import("../shared/events.js").Box} Box
 * @typedef {import("../shared/events.js").Doubt} Doubt
 * @typedef {import("../shared/events.js").NumberRead} NumberRead
 * @typedef {import("../shared/events.js").Part} Part
 * @typedef {import("../shared/events.js").Reading} Reading
 */

const SVG = "http://www.w3.org/2000/svg";

/** The longer side of the drawing of boxes, and the radius of the number of a place in it. */
const [SIDE, RADIUS] = [1000, 34];

/**
 * Frame the parts of the numbers and number the places to check; the boxes fit their frame as a picture does that is
 * contained in it.
 *
 * @param {SVGSVGElement} root
 * @param {Reading} reading
 * @param {number} width of the picture or drawing, in the unit of the boxes
 * @param {number} height
 * @param {number} [around] how far the frames stand off the boxes
 */
export function setBoxes(root, { numbers, doubts }, width, height, around = 0) {
  const scale = SIDE / Math.max(width, height);
  const scaled = ([left, top, right, bottom]) =>
    /** @type {Box} */ ([left - around, top - around, right + around, bottom + around].map((side) => side * scale));
  const parts = numbers.flatMap((number) => number.parts);
  const places = placesOf(doubts);
  const others = places.filter((place) => indexOf(parts.map(({ box }) => box), place) < 0);
  root.setAttribute("viewBox", `0 0 ${width * scale} ${height * scale}`);
  root.replaceChildren(
    ...parts.map((part) => frame(scaled(part.box), isUnsure(part, places))),
    ...others.map((box) => frame(scaled(box), true)),
    ...places.map((box, index) => badge(scaled(box), index + 1, width * scale, height * scale)),
  );
}

/**
 * @param {Box} box
 * @param {boolean} unsure
 */
function frame([left, top, right, bottom], unsure) {
  const rect = shape("rect", { x: left, y: top, width: right - left, height: bottom - top });
  rect.classList.toggle("is-unsure", unsure);
  return rect;
}

/**
 * @param {Box} box at whose corner the number of the place stands, as far as it fits
 * @param {number} number
 * @param {number} width
 * @param {number} height
 */
function badge([left, top], number, width, height) {
  const [x, y] = [clamp(left, width), clamp(top, height)];
  const group = shape("g", {});
  const text = shape("text", { x, y });
  group.classList.add("place");
  text.textContent = String(number);
  group.append(shape("circle", { cx: x, cy: y, r: RADIUS }), text);
  return group;
}

/**
 * @param {number} value
 * @param {number} side
 */
const clamp = (value, side) => Math.max(RADIUS, Math.min(side - RADIUS, value));

/**
 * @param {string} name
 * @param {Record<string, number>} attributes
 */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/**
 * Show each number with its parts, and the reasons of the doubts with the numbers of their places.
 *
 * @param {Element} root with `[data-numbers]` and `[data-doubts]`
 * @param {Pick<Reading, "numbers"|"doubts">} reading
 */
export function setNumbers(root, { numbers, doubts }) {
  const [list, notes] = ["[data-numbers]", "[data-doubts]"].map((selector) => /** @type {HTMLElement} */ (root.querySelector(selector)));
  list.hidden = numbers.length === 0;
  list.replaceChildren(...numbers.map((number) => numberItem(number, placesOf(doubts), numbers.length > 1)));
  notes.hidden = doubts.length === 0;
  /** @type {Element} */ (notes.querySelector("ul")).replaceChildren(...groupsOf(doubts).map(({ reason, numbers: places }) => doubtItem(t(`doubt.${reason}`), places)));
}

/**
 * @param {NumberRead} number
 * @param {Box[]} places to check
 * @param {boolean} isOneOfSeveral
 */
function numberItem({ text, parts }, places, isOneOfSeveral) {
  const item = copyOf("[data-number-template]");
  const title = /** @type {HTMLElement} */ (item.querySelector(".number-text"));
  title.textContent = written(text);
  title.hidden = !isOneOfSeveral;
  /** @type {Element} */ (item.querySelector(".parts")).replaceChildren(...parts.map((part) => partItem(part, places)));
  return item;
}

/**
 * @param {Part} part
 * @param {Box[]} places to check
 */
function partItem(part, places) {
  const item = copyOf("[data-part-template]");
  const image = /** @type {HTMLImageElement} */ (item.querySelector("img"));
  const words = describePart(part, indexOf(places, part.box) >= 0);
  /** @type {Element} */ (item.querySelector(".part-text")).textContent = words.text;
  /** @type {Element} */ (item.querySelector(".part-detail")).textContent = words.detail;
  item.classList.toggle("is-unsure", isUnsure(part, places));
  if (part.reading === null) image.removeAttribute("src");
  else image.src = inkPicture(part.reading.ink);
  return item;
}

/**
 * @param {string} text
 * @param {number[]} places
 */
function doubtItem(text, places) {
  const item = copyOf("[data-doubt-template]");
  /** @type {Element} */ (item.querySelector(".doubt-reason")).textContent = text;
  /** @type {Element} */ (item.querySelector(".doubt-places")).replaceChildren(
    ...places.map((place) => {
      const number = document.createElement("span");
      number.className = "place-number";
      number.textContent = String(place);
      return number;
    }),
  );
  return item;
}

/** @param {string} selector of a template */
function copyOf(selector) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector(selector));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/**
 * @param {Part} part
 * @param {Box[]} places to check
 */
const isUnsure = ({ reading, box }, places) => (reading !== null && reading.verdict !== "digit") || indexOf(places, box) >= 0;

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
 * Show the parts of numbers in place of the bars, the places to check, and their boxes over the drawing.
 *
 * @param {HTMLElement} root with the bars
 * @param {SVGSVGElement} boxes over the drawing area
 * @param {HTMLElement} recognizer
 */
export function mountNumberParts(root, boxes, recognizer) {
  const bars = /** @type {HTMLElement} */ (root.querySelector(".bars"));
  const title = /** @type {HTMLElement} */ (root.querySelector("[data-bars-title]"));
  const titles = { bars: title.textContent, parts: /** @type {string} */ (root.dataset.partsTitle) };

  /** @param {Pick<Reading, "numbers"|"doubts">} reading */
  const show = (reading) => {
    const isNumber = reading.numbers.length > 0;
    setNumbers(root, reading);
    setBoxes(boxes, reading, 1, 1, PEN / 2);
    bars.hidden = isNumber;
    title.textContent = isNumber ? titles.parts : titles.bars;
  };
  const rest = () => show({ numbers: [], doubts: [] });
  recognizer.addEventListener("digits:reading", (event) => show(/** @type {CustomEvent} */ (event).detail.reading));
  recognizer.addEventListener("digits:empty", rest);
  recognizer.addEventListener("digits:trouble", rest);
}
