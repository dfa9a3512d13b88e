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
 * @param {number} one
 * @param {number} other
 * @param {string} language in which they are said
 * @returns {boolean} whether their names are easily taken for each other: fifteen and fifty, soixante-treize and soixante-trois
 */
export function soundsLike(one, other, language) {
  const [less, more] = [Math.min(one, other), Math.max(one, other)];
  if (less > 11 && less < 20) return more === 10 * (less % 10);
  return language === "fr" && more < 100 && more - less === 10 && [7, 9].includes(Math.floor(more / 10));
}

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
