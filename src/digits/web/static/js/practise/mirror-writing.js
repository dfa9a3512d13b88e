/** Decides whether a digit was written in mirror image, and turns it. Knows nothing of the page. */

import { extent, strokesIn } from "../shared/stroke-groups.js";

/**
 * @typedef {import("../shared/events.js").Box} Box
 * @typedef {import("../shared/events.js").DigitReading} DigitReading
 * @typedef {import("../shared/events.js").Point} Point
 */

/**
 * The server marks each digit that it recognized only in mirror image. A number counts as mirror writing only where
 * all its digits are the right ones: a mirrored wrong digit is a wrong digit.
 *
 * @param {string} result of comparing the number read with the one asked for
 * @param {DigitReading[]} digits as they were read
 * @returns {boolean}
 */
export const isMirrorWriting = (result, digits) => result === "right" && digits.some(({ mirrored }) => mirrored);

/**
 * @param {Point[][]} strokes
 * @param {{boxes: (Box|null)[], mirrored: boolean[]}} grade
 * @returns {Point[][]} the strokes with each mirrored digit turned in its place
 */
export function turnDigits(strokes, { boxes, mirrored }) {
  const turned = new Map(strokes.map((stroke) => [stroke, stroke]));
  boxes.forEach((box, place) => {
    const own = mirrored[place] ? strokesIn(strokes, box) : [];
    const { least, most } = extent(own.flat().map(([x]) => x));
    for (const stroke of own) turned.set(stroke, stroke.map(([x, y]) => [least + most - x, y]));
  });
  return [...turned.values()];
}
