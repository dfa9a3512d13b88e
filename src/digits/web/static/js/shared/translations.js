/** The texts of the page in its language, which the server puts into the page as JSON. */

/** @type {Record<string, string>} */
let texts = {};
let language = "en";

/** Take the texts that the server put into the page. */
export function loadTexts() {
  const block = /** @type {HTMLElement} */ (document.getElementById("texts"));
  setTexts(JSON.parse(/** @type {string} */ (block.textContent)), document.documentElement.lang);
}

/**
 * @param {Record<string, string>} given texts by name
 * @param {string} code of their language
 */
export function setTexts(given, code) {
  texts = given;
  language = code;
}

/** @returns {string} the code of the page's language */
export const languageOf = () => language;

/**
 * @param {string} name
 * @param {Record<string, string|number>} [values] for the {places} in the text
 * @returns {string}
 */
export function t(name, values = {}) {
  const text = texts[name];
  if (text === undefined) throw new RangeError(`This page has no text "${name}".`);
  return text.replace(/\{(\w+)\}/g, (_, place) => String(values[place]));
}

/**
 * Show what is said in the page's language, and after it what the server said in English.
 *
 * @param {Element} element
 * @param {string} said
 * @param {string} [detail] in English
 */
export function showText(element, said, detail = "") {
  element.textContent = said;
  if (detail === "") return;
  const english = document.createElement("span");
  english.lang = "en";
  english.dir = "ltr";
  english.textContent = detail;
  element.append(" ", english);
}

/**
 * @param {number} count
 * @param {string} name of the text for several; that with ".one" added is for one, ".two", ".few", ".many" where there are such
 * @returns {string}
 */
export function plural(count, name) {
  const form = `${name}.${new Intl.PluralRules(language).select(count)}`;
  return t(form in texts ? form : name, { count: number(count) });
}

/**
 * @param {number} value
 * @param {number} [decimals]
 * @returns {string} as the language writes it, and `services/languages.py`; always with the digits 0 to 9, which this page is about
 */
export function number(value, decimals = 0) {
  const [whole, fraction] = value.toFixed(decimals).split(".");
  const shown = Math.abs(value) < Number(t("grouped_from")) ? whole : whole.replace(/\d(?=(\d{3})+$)/g, `$&${t("thousands_sign")}`);
  return fraction === undefined ? shown : shown + t("decimal_sign") + fraction;
}

/**
 * @param {(string|number)[]} things
 * @returns {string} such as "4, 7 or 9"
 */
export function either(things) {
  if (things.length < 2) return things.join("");
  return things.slice(0, -1).join(t("comma")) + t("or") + things[things.length - 1];
}

/**
 * @param {number} probability
 * @returns {string} such as "97.3 %"; never "100 %", which no model can promise
 */
export function percent(probability) {
  if (probability >= 0.9995) return t("percent.most", { value: number(99.9, 1) });
  return t("percent", { value: probability < 0.0005 ? 0 : number(100 * probability, 1) });
}

/**
 * @param {number} time in milliseconds
 * @returns {string}
 */
export function milliseconds(time) {
  return t("milliseconds", { value: number(time, time < 10 ? 1 : 0) });
}
