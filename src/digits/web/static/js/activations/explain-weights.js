/** How a value of a convolution or a dense layer is computed. */

import { t } from "../shared/translations.js";
import { sumTerms, convolved, products, rounded, windowOf } from "./arithmetic.js";
import { make } from "./dom.js";
import { Heatmap } from "./heatmap.js";
import { lastRows, sumTable, matrix, operator } from "./tables.js";
import { hasMaps, mapOf, placeOf } from "./tensors.js";
import { figure } from "./layer-text.js";

/**
 * @typedef {import("./explain.js").Spot} Spot
 * @typedef {import("./explain.js").Explanation} Explanation
 */

/** Terms of a sum that are shown one by one. */
const MOST_CHANNELS = 6;
const MOST_INPUTS = 8;
const DECIMALS = 3;

/**
 * @param {Spot} spot of a convolution
 * @returns {Explanation}
 */
export function explainConvolution({ layer, sources, parameters, place: [, row, column], value, channel, choose }) {
  const window = windowOf(layer, row, column);
  const channels = convolved(sources[0], parameters.kernels, window);
  const sums = sumTerms(channels.map(({ sum }) => sum), parameters.biases.data[0], MOST_CHANNELS, DECIMALS);
  const isOne = channels.length === 1;
  const chosen = channel ?? sums.rows[0].index;
  const terms = sums.rows.map(({ index, value: part }) => ({
    label: isOne ? t("products.sum") : t("map", { map: index }),
    value: part,
    isChosen: index === chosen,
    choose: isOne ? undefined : () => choose(index),
  }));
  const { others, lines } = lastRows(sums, layer, value);
  const shown = terms.find(({ isChosen }) => isChosen)?.value;
  const nodes = [multiplied(channels[chosen], window.width, shown), sumTable([...terms, ...others], lines)];
  return { nodes, source: { index: 0, channel: chosen, window } };
}

/**
 * @param {{patch: number[], kernel: number[], products: number[]}} parts
 * @param {number} width of the kernel
 * @param {number} [sum] of the products, as the account shows it
 */
function multiplied({ patch, kernel, products: parts }, width, sum) {
  const shown = rounded(parts, DECIMALS, sum).map((part) => part / 10 ** DECIMALS);
  return make(
    "div",
    { class: "multiplied", dir: "ltr" },
    matrix(t("patch"), patch, width),
    operator("×"),
    matrix(t("kernel"), kernel, width),
    operator("="),
    matrix(t("products"), shown, width, { decimals: DECIMALS }),
  );
}

/**
 * @param {Spot} spot of a dense layer
 * @returns {Explanation}
 */
export function explainDense({ layer, sources: [source], parameters, value }) {
  const weights = parameters.weights.data;
  const parts = products(source.data, weights);
  const sums = sumTerms(parts, parameters.biases.data[0], MOST_INPUTS, DECIMALS);
  const terms = sums.rows.map(({ index, value: part }) => ({
    label: nameOf(index, source.shape),
    detail: `${figure(source.data[index])} × ${figure(weights[index])}`,
    value: part,
  }));
  const { others, lines } = lastRows(sums, layer, value);
  const table = sumTable([...terms, ...others], lines);
  const isPicture = hasMaps(source) && source.shape[0] === 1;
  return { nodes: isPicture ? [pictures(source, weights, parts), table] : [table], source: null };
}

/**
 * @param {import("./tensors.js").Tensor} source one map
 * @param {Float32Array} weights one for each of its pixels
 * @param {number[]} parts the products of both
 */
function pictures(source, weights, parts) {
  const { height, width, data } = mapOf(source, 0);
  /** @param {string} label @param {Float32Array} values */
  const shown = (label, values) => {
    const picture = new Heatmap("", [height, width]);
    picture.paint({ height, width, data: values });
    return make("figure", { class: "shown" }, picture.element, make("figcaption", {}, label));
  };
  return make(
    "div",
    { class: "multiplied", dir: "ltr" },
    shown(t("inputs"), data),
    operator("×"),
    shown(t("weights"), weights),
    operator("="),
    shown(t("products"), Float32Array.from(parts)),
  );
}

/**
 * @param {number} index of a value
 * @param {number[]} shape of its layer
 * @returns {string} such as "map 3, row 2, column 4"
 */
function nameOf(index, shape) {
  const [channel, row, column] = placeOf(index, shape);
  if (row === undefined) return t("unit", { unit: channel });
  if (shape[1] * shape[2] === 1) return t("map", { map: channel });
  return t(shape[0] === 1 ? "pixel" : "map.pixel", { map: channel, row, column });
}
