/** Gives a test the texts of a page, as the server would. */

import { readFileSync } from "node:fs";

import { setTexts } from "../../src/digits/web/static/js/shared/translations.js";

const FOLDER = new URL("../../src/digits/web/translations/", import.meta.url);

/**
 * @param {string} page
 * @param {string} [language]
 */
export function usePageTexts(page, language = "en") {
  const texts = ["common", page].map((name) => JSON.parse(readFileSync(new URL(`${name}.${language}.json`, FOLDER), "utf8")));
  setTexts(Object.assign({}, ...texts), language);
}
