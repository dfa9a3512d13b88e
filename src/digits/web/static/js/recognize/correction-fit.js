/** Whether a correction can be what was drawn. Knows nothing of the page. */

import { groupsOf } from "../shared/stroke-groups.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("../shared/events.js").Reading} Reading
 */

/**
 * @param {string} label
 * @returns {number} its digits
 */
export const digitsIn = (label) => label.replace(/[^0-9]/g, "").length;

/**
 * One digit is certain where it was read as one, without doubt, and nothing stands apart from it.
 *
 * @param {string} label
 * @param {Point[][]} strokes
 * @param {Reading|null} reading of them
 * @returns {boolean} false for several digits where one was drawn
 */
export function fitsDrawing(label, strokes, reading) {
  const isOne = reading?.verdict === "digit" && groupsOf(strokes).length === 1;
  return !isOne || digitsIn(label) <= 1;
}
