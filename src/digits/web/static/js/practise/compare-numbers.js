/** Compares two numbers digit by digit. Knows nothing of the page. */

/**
 * @typedef {"write"|"read"} Direction  hear or read a number's name and write it; or see it written and find its name
 * @typedef {{place: number, wanted: string, read: string}} Mistake  place from the left
 * @typedef {"right"|"swapped"|"missing"|"extra"|"nearly"} Result
 */

/** The largest number of each level. */
export const LEVELS = [9, 20, 100];

/** @param {number} level */
export const numbersUpTo = (level) => Array.from({ length: level + 1 }, (_, number) => number);

/** @param {number} number */
export const digitsOf = (number) => [...String(number)];

/**
 * @param {number} count of a number's digits
 * @returns {string[]} what each stands for, from the left
 */
export const placesOf = (count) => ["hundreds", "tens", "ones"].slice(3 - count);

/**
 * @param {number} wanted
 * @param {string} read digits
 * @returns {{result: Result, mistakes: Mistake[]}}
 */
export function compareNumbers(wanted, read) {
  const digits = digitsOf(wanted);
  if (read.length < digits.length) return { result: "missing", mistakes: [] };
  if (read.length > digits.length) return { result: "extra", mistakes: [] };
  const mistakes = digits
    .map((digit, place) => ({ place, wanted: digit, read: read[place] }))
    .filter((each) => each.wanted !== each.read);
  if (mistakes.length === 0) return { result: "right", mistakes };
  if ([...read].reverse().join("") === String(wanted)) return { result: "swapped", mistakes: [] };
  return { result: "nearly", mistakes };
}
