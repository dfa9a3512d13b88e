/** Filters: one to edit, the learned ones, and their feature maps. */

import { t } from "../shared/translations.js";
import { paint, paintAll } from "./bitmap.js";
import { convolve, pool, relu } from "./convolution.js";
import { find, findAll, fixed, radios } from "./dom.js";

/**
 * @typedef {import("./convolution.js").Map} Map
 * @typedef {(listener: (image: Map) => void) => void} OnDigit
 * @typedef {{kernels: number[][], biases: number[]}} Filters  for pixels 0..1
 */

/**
 * @param {HTMLElement} root
 * @param {OnDigit} onDigit
 * @param {Filters} filters
 */
export function mountFilters(root, onDigit, filters) {
  const fields = /** @type {HTMLInputElement[]} */ (findAll(root, "[data-own]"));
  const canvas = /** @type {HTMLCanvasElement} */ (find(root, '[data-map="own"] canvas'));
  /** @type {Map} */
  let image;
  const show = () => {
    const isGood = fields.map((field) => field.value !== "" && field.checkValidity());
    fields.forEach((field, index) => field.setAttribute("aria-invalid", String(!isGood[index])));
    if (!isGood.every(Boolean)) return;
    paint(canvas, convolve(image, { weights: fields.map((field) => Number(field.value)), divisor: 1 }));
  };
  for (const field of fields) field.addEventListener("input", show);
  onDigit((chosen) => {
    image = chosen;
    show();
  });
  const maps = filters.kernels.map((values) => ({ side: 3, values }));
  paintAll(find(root, "[data-gallery]"), maps);
}

/**
 * @param {HTMLElement} root
 * @param {OnDigit} onDigit
 * @param {Filters} filters
 */
export function mountFeatureMaps(root, onDigit, filters) {
  /** @type {Map} */
  let image;
  const show = () => {
    const maps = applyStage(stages.value(), image, filters);
    const most = Math.max(...maps.flatMap(({ values }) => Array.from(values, Math.abs)));
    paintAll(find(root, "[data-gallery]"), maps, most);
    const sizes = { count: fixed(maps.length), side: fixed(maps[0].side) };
    find(root, "[data-said]").textContent = t("maps.size", sizes);
  };
  const stages = radios(root, "stage", show);
  onDigit((chosen) => {
    image = { side: chosen.side, values: Array.from(chosen.values, (value) => value / 255) };
    show();
  });
}

/**
 * @param {string} name "convolution", "relu" or "pooling"
 * @param {Map} image of pixels 0..1
 * @param {Filters} filters
 * @returns {Map[]}
 */
export function applyStage(name, image, { kernels, biases }) {
  return kernels.map((weights, index) => {
    const { side, values } = convolve(image, { weights, divisor: 1 });
    const sums = { side, values: Array.from(values, (value) => value + biases[index]) };
    if (name === "convolution") return sums;
    return name === "relu" ? relu(sums) : pool(relu(sums), "max");
  });
}
