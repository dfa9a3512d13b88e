/** Confusion matrices as numbers: rows are labels, columns predictions. Knows nothing of the page. */

/** @typedef {{truth: number, read: number, count: number}} Pair */

/** The darkest shade of a cell, in percent: text on it must stay readable. */
const DARKEST = 42;

/**
 * @param {number[][]} matrix
 * @returns {Pair[]} what was confused, most often first
 */
export function listConfusions(matrix) {
  const pairs = matrix.flatMap((row, truth) => row.map((count, read) => ({ truth, read, count })));
  return pairs.filter(({ truth, read, count }) => truth !== read && count > 0).sort((a, b) => b.count - a.count);
}

/**
 * @param {number} count of a confusion
 * @param {number} most of any confusion in the matrix
 * @returns {number} percent of the colour: by the root, so that rare ones are seen beside frequent ones
 */
export const cellShade = (count, most) => (most === 0 ? 0 : Math.round(DARKEST * Math.sqrt(count / most)));

/**
 * @param {number} truth of the cell that has the focus
 * @param {number} read
 * @param {string} key
 * @returns {[number, number]|null} the cell that the key leads to; null for a key that leads nowhere
 */
export function moveCell(truth, read, key) {
  const last = 9;
  const within = (/** @type {number} */ value) => Math.min(last, Math.max(0, value));
  if (key === "ArrowUp") return [within(truth - 1), read];
  if (key === "ArrowDown") return [within(truth + 1), read];
  if (key === "ArrowLeft") return [truth, within(read - 1)];
  if (key === "ArrowRight") return [truth, within(read + 1)];
  if (key === "Home") return [truth, 0];
  if (key === "End") return [truth, last];
  return null;
}
