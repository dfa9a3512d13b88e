/**
 * Convolution, ReLU, pooling and the counting of weights. Knows nothing of the page.
 *
 * @typedef {{side: number, values: ArrayLike<number>}} Map  a square of numbers, by rows
 * @typedef {{weights: number[], divisor: number}} Kernel  3x3 by rows; the sum of products is divided at the end
 */

/** Kernels that people made, by the names of their texts. @type {Record<string, Kernel>} */
export const KERNELS = {
  vertical: { weights: [-1, 0, 1, -2, 0, 2, -1, 0, 1], divisor: 1 },
  horizontal: { weights: [-1, -2, -1, 0, 0, 0, 1, 2, 1], divisor: 1 },
  diagonal: { weights: [0, 1, 2, -1, 0, 1, -2, -1, 0], divisor: 1 },
  outline: { weights: [-1, -1, -1, -1, 8, -1, -1, -1, -1], divisor: 1 },
  sharpen: { weights: [0, -1, 0, -1, 5, -1, 0, -1, 0], divisor: 1 },
  blur: { weights: [1, 1, 1, 1, 1, 1, 1, 1, 1], divisor: 9 },
};

export const WIDTH = 3;

/**
 * What a kernel does at one place.
 *
 * @param {Map} image
 * @param {Kernel} kernel
 * @param {number} row of the window's upper edge
 * @param {number} column of its left edge
 * @returns {{pixels: number[], products: number[], total: number, result: number}}
 */
export function at(image, kernel, row, column) {
  const pixels = kernel.weights.map((_, index) => {
    const [down, right] = [Math.floor(index / WIDTH), index % WIDTH];
    return image.values[(row + down) * image.side + column + right];
  });
  const products = pixels.map((pixel, index) => pixel * kernel.weights[index] + 0);
  const total = products.reduce((sum, product) => sum + product);
  return { pixels, products, total, result: total / kernel.divisor };
}

/**
 * @param {Map} image
 * @param {Kernel} kernel
 * @returns {Map} without padding: two rows and columns less
 */
export function convolve(image, kernel) {
  const side = image.side - WIDTH + 1;
  const values = Array.from({ length: side * side }, (_, index) => {
    return at(image, kernel, Math.floor(index / side), index % side).result;
  });
  return { side, values };
}

/**
 * @param {Map} map
 * @param {number} [bias] added first
 * @returns {Map} with what is below 0 set to 0
 */
export function relu({ side, values }, bias = 0) {
  return { side, values: Array.from(values, (value) => Math.max(0, value + bias)) };
}

/** @type {Record<"max"|"average", (values: number[]) => number>} */
export const POOLS = {
  max: (values) => Math.max(...values),
  average: (values) => values.reduce((sum, value) => sum + value) / values.length,
};

/**
 * @param {Map} map
 * @param {number} row of the pooled map
 * @param {number} column
 * @returns {number[]} the places of the four values there, in the map before
 */
export function block({ side }, row, column) {
  const corner = 2 * row * side + 2 * column;
  return [corner, corner + 1, corner + side, corner + side + 1];
}

/**
 * @param {Map} map
 * @param {"max"|"average"} kind
 * @returns {Map} half as wide; a last odd row and column is left out
 */
export function pool(map, kind) {
  const side = Math.floor(map.side / 2);
  const values = Array.from({ length: side * side }, (_, index) => {
    return POOLS[kind](block(map, Math.floor(index / side), index % side).map((place) => map.values[place]));
  });
  return { side, values };
}

/**
 * The parameters of a first layer over a picture that gives so many maps: with filters, and with dense units.
 *
 * @param {number} side of the picture
 * @param {number} width of the filters
 * @param {number} maps
 * @returns {{outputs: number, convolution: number, dense: number}}
 */
export function parameters(side, width, maps) {
  const outputs = maps * (side - width + 1) ** 2;
  return { outputs, convolution: maps * (width * width + 1), dense: outputs * (side * side + 1) };
}
