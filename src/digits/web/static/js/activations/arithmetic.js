/** Recomputes one value of a layer, so that each step can be shown. Knows nothing of the page. */

import { mapOf } from "./tensors.js";

/**
 * @typedef {import("./tensors.js").Tensor} Tensor
 * @typedef {import("./tensors.js").Plane} Plane
 * @typedef {import("./page-state.js").Layer} Layer
 * @typedef {{name: "relu"|"sigmoid"|"tanh", inner: number, outer: number}} Activation
 * @typedef {{top: number, left: number, height: number, width: number}} Window  of a map; may reach beyond its edges
 */

const FUNCTIONS = {
  relu: (/** @type {number} */ x) => Math.max(0, x),
  sigmoid: (/** @type {number} */ x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

/**
 * @param {Activation|null} activation
 * @param {number} sum
 */
export function activated(activation, sum) {
  return activation === null ? sum : activation.outer * FUNCTIONS[activation.name](activation.inner * sum);
}

/** What a float32 has at most that is worth being shown. */
const MOST_DECIMALS = 12;
/** Parts of a whole up to which a factor is a fraction to people. */
const MOST_PARTS = 1000;

/** @param {Iterable<number>} values */
export function total(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 * @returns {number[]}
 */
export const products = (a, b) => Array.from(a, (value, index) => value * b[index]);

/**
 * @param {Layer} layer a convolution or a pooling of maps
 * @param {number} row of one of its values
 * @param {number} column
 * @returns {Window} of the maps before, that the value is made of
 */
export function windowOf(layer, row, column) {
  const [height, width] = layer.kind === "convolution" ? layer.parameters.kernels.slice(2) : layer.window;
  const [above, left] = layer.padding ?? [0, 0];
  return { top: row * layer.stride[0] - above, left: column * layer.stride[1] - left, height, width };
}

/**
 * @param {Plane} plane
 * @param {Window} window
 * @returns {number[]} the values there, row by row; zeros beyond the edges
 */
export function cutPatch(plane, { top, left, height, width }) {
  const values = [];
  for (let row = top; row < top + height; row += 1) {
    for (let column = left; column < left + width; column += 1) {
      const within = row >= 0 && column >= 0 && row < plane.height && column < plane.width;
      values.push(within ? plane.data[row * plane.width + column] : 0);
    }
  }
  return values;
}

/**
 * @param {Tensor} source the maps before
 * @param {Tensor} kernels (1, channels, height, width): those of one map
 * @param {Window} window
 * @returns {{patch: number[], kernel: number[], products: number[], sum: number}[]} of each channel
 */
export function convolved(source, kernels, window) {
  const [, channels, height, width] = kernels.shape;
  return Array.from({ length: channels }, (_, channel) => {
    const kernel = [...mapOf({ shape: [channels, height, width], data: kernels.data }, channel).data];
    const patch = cutPatch(mapOf(source, channel), window);
    const parts = products(patch, kernel);
    return { patch, kernel, products: parts, sum: total(parts) };
  });
}

/**
 * @param {ArrayLike<number>} values
 * @param {number} count
 * @returns {number[]} the places of the largest, whatever their sign, in falling order
 */
export function largest(values, count) {
  return Array.from(values, (_, index) => index)
    .sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]))
    .slice(0, count);
}

/**
 * Round so that the rounded values add up to their rounded sum: those that lose most by it are rounded the other way
 * (the method of the largest remainder).
 *
 * @param {number[]} values
 * @param {number} decimals
 * @param {number} [sum] that they add up to as it is shown elsewhere, rounded up or down
 * @returns {number[]} in units of the last decimal, whole numbers
 */
export function rounded(values, decimals, sum = total(values)) {
  const scaled = values.map((value) => value * 10 ** decimals);
  const whole = scaled.map(Math.floor);
  const missing = Math.round(sum * 10 ** decimals) - total(whole);
  const byRemainder = scaled.map((value, index) => ({ index, remainder: value - whole[index] })).sort((a, b) => b.remainder - a.remainder);
  for (const { index } of byRemainder.slice(0, missing)) whole[index] += 1;
  return whole;
}

/**
 * @param {number[]} terms
 * @param {(...terms: number[]) => number} compute
 * @param {number} decimals that its result is shown with
 * @returns {number} those that the terms need, so that who computes with them as shown finds the result as shown
 */
export function decimalsFor(terms, compute, decimals) {
  const result = compute(...terms).toFixed(decimals);
  let places = decimals;
  while (places < MOST_DECIMALS && compute(...terms.map((term) => Number(term.toFixed(places)))).toFixed(decimals) !== result) places += 1;
  return places;
}

/**
 * @param {number} factor a float32
 * @returns {number|null} n where the factor is 1 / n
 */
export function asReciprocal(factor) {
  const n = Math.round(1 / factor);
  return n > 1 && n <= MOST_PARTS && Math.fround(1 / n) === Math.fround(factor) ? n : null;
}

/**
 * The largest terms of a sum one by one, the others together; what is shown adds up.
 *
 * @param {ArrayLike<number>} terms
 * @param {number} bias
 * @param {number} most terms that are shown one by one
 * @param {number} decimals
 * @returns {{rows: {index: number, value: number}[], others: {count: number, value: number}|null, bias: number, sum: number}}
 */
export function sumTerms(terms, bias, most, decimals) {
  const shown = largest(terms, most);
  const rest = total(Array.from(terms)) - total(shown.map((index) => terms[index]));
  const count = terms.length - shown.length;
  const unit = 10 ** -decimals;
  const parts = rounded([...shown.map((index) => terms[index]), ...(count > 0 ? [rest] : []), bias], decimals);
  return {
    rows: shown.map((index, place) => ({ index, value: parts[place] * unit })),
    others: count > 0 ? { count, value: parts[shown.length] * unit } : null,
    bias: parts[parts.length - 1] * unit,
    sum: total(parts) * unit,
  };
}

/**
 * @param {ArrayLike<number>} logits
 * @param {number} temperature
 * @returns {{rows: {logit: number, scaled: number, exponential: number, probability: number}[], sum: number}}
 *   the exponentials are of the differences to the largest, which changes no probability and keeps them from 0 to 1
 */
export function softmax(logits, temperature) {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const most = Math.max(...scaled);
  const exponentials = scaled.map((value) => Math.exp(value - most));
  const sum = total(exponentials);
  const rows = exponentials.map((exponential, index) => ({
    logit: logits[index],
    scaled: scaled[index],
    exponential,
    probability: exponential / sum,
  }));
  return { rows, sum };
}
