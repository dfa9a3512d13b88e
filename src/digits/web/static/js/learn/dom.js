/** Finds and makes elements, and formats numbers. */

import { number, t } from "../shared/translations.js";
import { decimals } from "./scale.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {Element} [Kind=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {Kind}
 */
export const find = (root, selector) => /** @type {any} */ (root.querySelector(selector));

/**
 * @template {Element} [Kind=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {Kind[]}
 */
export const findAll = (root, selector) => /** @type {any} */ ([...root.querySelectorAll(selector)]);

/**
 * @param {string} name
 * @param {Record<string, string|number>} attributes
 * @param {...(Node|string)} children
 * @returns {SVGElement}
 */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {number} value
 * @param {number} [places] decimals, all of them shown
 * @returns {string} in the page's language, with a minus sign that is one, and none before 0
 */
export function fixed(value, places = 0) {
  return number(Number(value.toFixed(places)) + 0, places).replace("-", t("minus_sign"));
}

/**
 * @param {number} value
 * @param {number} [most] decimals
 * @returns {string} with the decimals it needs
 */
export const plain = (value, most = 9) => fixed(value, decimals(value, most));

/**
 * @param {number} value
 * @returns {string} in parentheses where it is negative, as a factor is
 */
export const factor = (value) => (value < 0 ? `(${plain(value)})` : plain(value));

/** @returns {boolean} whether nothing may move by itself */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @param {string} id
 * @returns {any} what the server put into the page as JSON
 */
export const pageData = (id) => JSON.parse(/** @type {string} */ (document.getElementById(id)?.textContent));

/**
 * Radio buttons of one name.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @param {(value: string) => void} chosen
 * @returns {{value: () => string, set: (value: string|null) => void}}
 */
export function radios(root, name, chosen) {
  const all = /** @type {HTMLInputElement[]} */ (findAll(root, `input[name="${name}"]`));
  for (const one of all) one.addEventListener("change", () => chosen(one.value));
  return {
    value: () => all.find((one) => one.checked)?.value ?? "",
    set: (value) => all.forEach((one) => (one.checked = one.value === value)),
  };
}

/**
 * Draw now and whenever the element has another size.
 *
 * @param {Element} element
 * @param {() => void} draw
 */
export function drawToSize(element, draw) {
  new ResizeObserver(draw).observe(element);
}
