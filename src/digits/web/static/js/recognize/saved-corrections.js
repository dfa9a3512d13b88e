/** The corrections sent in this visit, by drawing. Knows nothing of the page. */

import { areStrokes, parsedList } from "../shared/stored-strokes.js";

/** @typedef {import("../shared/events.js").Point} Point */
/** @typedef {{id: string, key: string, strokes: Point[][]}} SavedCorrection  `key` is what takes it back */

/** Corrections that are remembered; the oldest goes. */
const MOST = 24;

/**
 * @param {SavedCorrection[]} list
 * @param {Point[][]} strokes
 * @returns {SavedCorrection|null} what was kept of this drawing
 */
export function findCorrection(list, strokes) {
  const text = JSON.stringify(strokes);
  return list.find((kept) => JSON.stringify(kept.strokes) === text) ?? null;
}

/**
 * @param {SavedCorrection[]} list
 * @param {SavedCorrection} kept
 * @returns {SavedCorrection[]}
 */
export const addCorrection = (list, kept) => [kept, ...list].slice(0, MOST);

/**
 * @param {SavedCorrection[]} list
 * @param {SavedCorrection} kept
 * @returns {SavedCorrection[]}
 */
export const removeCorrection = (list, kept) => list.filter(({ id }) => id !== kept.id);

/**
 * @param {string|null} text as it was stored
 * @returns {SavedCorrection[]} without what is damaged
 */
export const parseCorrections = (text) => parsedList(text).filter(isKept);

/** @param {any} value */
const isKept = (value) => typeof value?.id === "string" && typeof value?.key === "string" && areStrokes(value.strokes);

/**
 * @param {string} text that may be written in the digits of Arabic or Persian
 * @returns {string} in the digits 0 to 9
 */
export function inLatinDigits(text) {
  return text.replace(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit))).replace(/[۰-۹]/g, (digit) => String("۰۱۲۳۴۵۶۷۸۹".indexOf(digit))).replaceAll("٫", ",");
}
