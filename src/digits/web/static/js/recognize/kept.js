/** The corrections that were kept in this visit, by their drawings. Knows nothing of the page. */

import { areStrokes, parsedList } from "../shared/strokes.js";

/** @typedef {import("../shared/events.js").Point} Point */
/** @typedef {{id: string, key: string, strokes: Point[][]}} Kept  `key` is what takes it back */

/** Corrections that are remembered; the oldest goes. */
const MOST = 24;

/**
 * @param {Kept[]} list
 * @param {Point[][]} strokes
 * @returns {Kept|null} what was kept of this drawing
 */
export function keptOf(list, strokes) {
  const text = JSON.stringify(strokes);
  return list.find((kept) => JSON.stringify(kept.strokes) === text) ?? null;
}

/**
 * @param {Kept[]} list
 * @param {Kept} kept
 * @returns {Kept[]}
 */
export const withKept = (list, kept) => [kept, ...list].slice(0, MOST);

/**
 * @param {Kept[]} list
 * @param {Kept} kept
 * @returns {Kept[]}
 */
export const withoutKept = (list, kept) => list.filter(({ id }) => id !== kept.id);

/**
 * @param {string|null} text as it was stored
 * @returns {Kept[]} without what is damaged
 */
export const parsedKept = (text) => parsedList(text).filter(isKept);

/** @param {any} value */
const isKept = (value) => typeof value?.id === "string" && typeof value?.key === "string" && areStrokes(value.strokes);

/**
 * @param {string} text that may be written in the digits of Arabic or Persian
 * @returns {string} in the digits 0 to 9
 */
export function inLatinDigits(text) {
  return text.replace(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit))).replace(/[۰-۹]/g, (digit) => String("۰۱۲۳۴۵۶۷۸۹".indexOf(digit))).replace("٫", ",");
}
