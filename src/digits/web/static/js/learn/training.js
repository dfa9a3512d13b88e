/** Arithmetic of training: epochs, iterations and batches; normalization; activations. */

/**
 * @param {number} images
 * @param {number} size of a batch
 * @param {number} epochs
 * @returns {{iterations: number, last: number, total: number}} iterations of an epoch, images in its last batch,
 *     iterations of all epochs
 */
export function batches(images, size, epochs) {
  const iterations = Math.ceil(images / size);
  return { iterations, last: images - (iterations - 1) * size, total: iterations * epochs };
}

/**
 * @param {number[]} values
 * @returns {{mean: number, deviation: number}} the deviation over all of them, as batch normalization takes it
 */
export function moments(values) {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/**
 * Batch normalization (Ioffe and Szegedy, 2015).
 *
 * @param {number[]} values of one unit over a batch
 * @param {number} gamma the new deviation
 * @param {number} beta the new mean
 */
export function normalized(values, gamma, beta) {
  const { mean, deviation } = moments(values);
  return values.map((value) => beta + (gamma * (value - mean)) / Math.sqrt(deviation ** 2 + 1e-3));
}

/**
 * @param {number[]} values
 * @param {number} low left end of the first bin
 * @param {number} high right end of the last
 * @param {number} bins
 * @returns {number[]} how many lie in each bin; what lies outside is counted in the first or last
 */
export function histogram(values, low, high, bins) {
  const counts = new Array(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))] += 1;
  }
  return counts;
}

/** Activations, each with its slope. @type {Record<string, {value: (x: number) => number, slope: (x: number) => number}>} */
export const ACTIVATIONS = {
  relu: { value: (x) => Math.max(0, x), slope: (x) => Number(x > 0) },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (x) => 1 / (2 + Math.exp(x) + Math.exp(-x)) },
};
