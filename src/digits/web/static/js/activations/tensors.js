/** The arrays that the server sends. Knows nothing of the page. */

/**
 * @typedef {{shape: number[], data: Float32Array}} Tensor  (channels, height, width) of maps, (units) of units
 * @typedef {{height: number, width: number, data: Float32Array}} Plane  one map, row by row
 */

/**
 * @param {{shape: number[], data: string}} encoded little-endian float32 in base64, as every browser's machine has it
 * @returns {Tensor}
 */
export function decode({ shape, data }) {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  return { shape, data: new Float32Array(bytes.buffer) };
}

/** @param {{shape: number[]}} tensor or layer, whether it has maps rather than units */
export const hasMaps = ({ shape }) => shape.length === 3;

/**
 * @param {Tensor} tensor of maps
 * @param {number} index
 * @returns {Plane} one of them
 */
export function mapOf({ shape: [, height, width], data }, index) {
  const size = height * width;
  return { height, width, data: data.subarray(index * size, (index + 1) * size) };
}

/**
 * @param {Tensor} tensor
 * @param {number} index
 * @returns {Tensor} that part of its first axis, which stays as one of length 1
 */
export function elementOf({ shape: [count, ...rest], data }, index) {
  const size = data.length / count;
  return { shape: [1, ...rest], data: data.subarray(index * size, (index + 1) * size) };
}

/**
 * @param {number[][]} rows
 * @returns {Plane}
 */
export function planeOf(rows) {
  return { height: rows.length, width: rows[0].length, data: Float32Array.from(rows.flat()) };
}

/**
 * Units in rows, the last of which may be shorter: what is missing there is NaN.
 *
 * @param {Float32Array} values
 * @param {number} columns
 * @returns {Plane}
 */
export function inRows(values, columns) {
  const width = Math.min(columns, values.length);
  const height = Math.ceil(values.length / width);
  const data = new Float32Array(width * height).fill(NaN);
  data.set(values);
  return { height, width, data };
}

/**
 * @param {Iterable<number>} values
 * @returns {{least: number, most: number, largest: number}} the last by size, whatever the sign; NaN is passed over
 */
export function range(values) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most, largest: Math.max(Math.abs(least), Math.abs(most)) };
}

/**
 * @param {number} index of a value among those of a layer
 * @param {number[]} shape of the layer
 * @returns {number[]} where it is: [channel, row, column], or [unit]
 */
export function placeOf(index, shape) {
  if (shape.length === 1) return [index];
  const [, height, width] = shape;
  return [Math.floor(index / (height * width)), Math.floor(index / width) % height, index % width];
}
