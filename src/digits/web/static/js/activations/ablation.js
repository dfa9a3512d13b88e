/** The answer without a part of the digit. Knows nothing of the page. */

/**
 * @typedef {import("./page-state.js").Answer} Answer
 * @typedef {object} Occlusion
 * @property {number} patch  pixels a side of the paper
 * @property {number} step  from one place of it to the next
 * @property {number} digit  that is read without it
 * @property {number} probability
 * @property {number[][]} probabilities  of that digit, for each place
 * @property {number[][]} answers
 * @property {number[][]} answer_probabilities
 */

/**
 * @param {Occlusion} found
 * @param {number} row of the place
 * @param {number} column
 */
export const windowAt = ({ patch, step }, row, column) => ({
  top: row * step - Math.floor(patch / 2),
  left: column * step - Math.floor(patch / 2),
  height: patch,
  width: patch,
});

/**
 * @param {number[][]} ink
 * @param {import("./arithmetic.js").Window} window
 * @returns {number[][]} with paper there
 */
export function coverPatch(ink, { top, left, height, width }) {
  return ink.map((values, row) =>
    values.map((value, column) => (row >= top && row < top + height && column >= left && column < left + width ? 0 : value)),
  );
}

/**
 * @param {Occlusion} found
 * @returns {[number, number]} where paper takes most from the answer
 */
export function weakestPosition({ probabilities }) {
  const all = probabilities.flat();
  const index = all.indexOf(Math.min(...all));
  return [Math.floor(index / probabilities.length), index % probabilities.length];
}

/**
 * @param {{whole: Answer, without: (Answer|null)[]}} found
 * @returns {number} the stroke without which the answer is least probable
 */
export function mattersMost({ whole: { digit }, without }) {
  const left = without.map((answer) => answer?.probabilities[digit] ?? 0);
  return left.indexOf(Math.min(...left));
}
