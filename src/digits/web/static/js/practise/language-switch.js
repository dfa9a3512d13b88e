/** Takes the current number over when the page is opened in another language. Knows nothing of the page. */

/** @typedef {{language: string, direction: string, number: number|null}} Asked  number: null where none is open */

const KEY = "digits.practise.asked";

/**
 * @param {() => Storage} open that of this tab; the browser may refuse it
 * @param {Asked} asked when the page is left
 */
export function passNumberOn(open, asked) {
  try {
    open().setItem(KEY, JSON.stringify(asked));
  } catch {
    // Without storage the next page asks for another number.
  }
}

/**
 * @param {() => Storage} open
 * @param {{language: string, direction: string, level: number}} now
 * @returns {number|null} the number that the page before asked for, if it was this one in another language
 */
export function takeOverNumber(open, { language, direction, level }) {
  try {
    const asked = JSON.parse(open().getItem(KEY) ?? "{}");
    const isOther = asked.language !== language && asked.direction === direction;
    return isOther && Number.isInteger(asked.number) && asked.number >= 0 && asked.number <= level ? asked.number : null;
  } catch {
    return null;
  }
}
