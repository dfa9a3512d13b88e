/** Parses a spoken number. Knows nothing of the page. */

/** Names that are also right, besides the one that the page teaches. */
const ALSO = new Map([
  ["einhundert", "hundert"],
  ["ahundred", "onehundred"],
  ["hundred", "onehundred"],
]);

/**
 * @param {string} said as the browser wrote it down
 * @param {string[]} words the names of 0, 1, 2, ... in the language
 * @returns {number|null} null where it is no number that has a name here
 */
export function parseSpokenNumber(said, words) {
  const spoken = plain(said);
  const text = ALSO.get(spoken) ?? spoken;
  const digits = /^\d{1,3}$/.test(text) ? Number(text) : -1;
  const place = digits >= 0 ? digits : words.findIndex((word) => plain(word) === text);
  return place >= 0 && place < words.length ? place : null;
}

/** @param {string} text without accents, vowel marks, hyphens, spaces and other signs, in small letters */
const plain = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
