/** Reads a number whose digits stand apart digit by digit: mirror writing is seldom found within a number. */

import { extent, groupsOf } from "../shared/stroke-groups.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("../shared/events.js").Box} Box
 * @typedef {import("../shared/events.js").Reading} Reading
 */

/**
 * Read a drawing; where no number of several digits is found in it though it falls apart into as many groups of strokes
 * as there should be digits, read each of them by itself.
 *
 * @param {Point[][]} strokes
 * @param {number} digits  how many there should be
 * @param {(strokes: Point[][]) => Promise<Reading>} read
 * @returns {Promise<Reading>}
 */
export async function readNumber(strokes, digits, read) {
  const whole = await read(strokes);
  const groups = groupsOf(strokes);
  const found = whole.numbers.flatMap(({ parts }) => parts.filter(({ reading }) => reading !== null));
  if (found.length > 1 || whole.verdict === "blank" || digits < 2 || groups.length !== digits) return whole;
  const readings = await Promise.all(groups.map(read));
  if (readings.some(({ digit }) => digit === null)) return whole;
  const parts = readings.map((reading, place) => ({ text: String(reading.digit), box: boxOf(groups[place]), reading }));
  const number = { text: parts.map(({ text }) => text).join(""), parts };
  return { ...whole, digit: null, verdict: "number", candidates: [], numbers: [number], doubts: [] };
}

/**
 * @param {Point[][]} strokes
 * @returns {Box}
 */
function boxOf(strokes) {
  const points = strokes.flat();
  const across = extent(points.map(([x]) => x));
  const down = extent(points.map(([, y]) => y));
  return [across.least, down.least, across.most, down.most];
}
