/**
 * The models as the rows of the table have them.
 *
 * @typedef {{errors: number, images: number, low: number, high: number}} Counted  the interval as shares, 0 to 1
 * @typedef {object} Model
 * @property {string} name
 * @property {"linear"|"dense"|"convolutional"|"baseline"} kind
 * @property {Counted|null} validation  on writers that the model had not seen
 * @property {Counted|null} test
 * @property {number|null} published  error in percent
 * @property {number|null} parameters
 * @property {number|null} macs  for one image
 * @property {number|null} seconds  of training
 * @property {number|null} microseconds  for one image
 */

/**
 * @param {HTMLTableRowElement} row
 * @returns {Model}
 */
export const modelOf = (row) => JSON.parse(/** @type {string} */ (row.dataset.model));

/**
 * @param {HTMLElement} root
 * @returns {Model[]}
 */
export function readModels(root) {
  const rows = /** @type {NodeListOf<HTMLTableRowElement>} */ (root.querySelectorAll("[data-model]"));
  return [...rows].map(modelOf);
}

/**
 * @param {Counted} counted
 * @returns {number} the share that was misread, 0 to 1
 */
export const share = ({ errors, images }) => errors / images;
