/** Decides whether a digit was written in mirror image. Knows nothing of the page. */

/** @typedef {import("../shared/events.js").DigitReading} DigitReading */

/**
 * The server marks each digit that it recognized only in mirror image. A number counts as mirror writing only where
 * all its digits are the right ones: a mirrored wrong digit is a wrong digit.
 *
 * @param {string} result of comparing the number read with the one asked for
 * @param {DigitReading[]} digits as they were read
 * @returns {boolean}
 */
export const isMirrorWriting = (result, digits) => result === "right" && digits.some(({ mirrored }) => mirrored);
