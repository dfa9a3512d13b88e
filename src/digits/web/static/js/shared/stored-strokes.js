/** Parses stored strokes. Knows nothing of the page. */

/** @typedef {import("./events.js").Point} Point */

/**
 * @param {string|null} text as it was stored
 * @returns {any[]} what the list holds; nothing where it is damaged
 */
export function parsedList(text) {
  try {
    const list = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/**
 * @param {string|null} text as it was stored
 * @returns {Point[][]} no strokes where what was stored is damaged
 */
export function parsedStrokes(text) {
  const list = parsedList(text);
  return areStrokes(list) ? list : [];
}

/**
 * @param {any} value
 * @returns {boolean}
 */
export function areStrokes(value) {
  const isPoint = (/** @type {any} */ point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
  const isStroke = (/** @type {any} */ stroke) => Array.isArray(stroke) && stroke.length > 0 && stroke.every(isPoint);
  return Array.isArray(value) && value.every(isStroke);
}
