/** The drawings of this visit and their readings, newest first. Knows nothing of the page. */

import { areStrokes, parsedList } from "../shared/stored-strokes.js";

/** @typedef {import("../shared/events.js").Point} Point */
/** @typedef {{strokes: Point[][], digit: string, verdict: string}} Entry */

/** Entries that are kept; the oldest goes. */
export const MOST = 24;

/**
 * @param {Entry[]} entries
 * @param {Entry} entry
 * @returns {Entry[]} with the entry in front; not twice where the newest is the same drawing
 */
export function addDrawing(entries, entry) {
  const same = (/** @type {Entry} */ other) => JSON.stringify(other.strokes) === JSON.stringify(entry.strokes);
  return [entry, ...entries.filter((other) => !same(other))].slice(0, MOST);
}

/**
 * @param {string|null} text as it was stored
 * @returns {Entry[]} none where what was stored is damaged
 */
export const parsed = (text) => parsedList(text).filter(isEntry);

/** @param {any} value */
function isEntry(value) {
  const isSaid = typeof value?.digit === "string" && typeof value?.verdict === "string";
  return isSaid && areStrokes(value.strokes) && value.strokes.length > 0;
}

/**
 * @param {Point[][]} strokes
 * @returns {string} the path data of an SVG, a dot for a stroke of one point
 */
export function pathOf(strokes) {
  return strokes.map((stroke) => `M${[...stroke, stroke[stroke.length - 1]].map((point) => point.join(" ")).join("L")}`).join("");
}
