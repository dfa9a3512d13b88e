/**
 * What the page keeps in the browser's storage: settings, progress, and the answers for the summary. What is found
 * there is checked before it is used; what is damaged is put aside, never thrown away. Knows nothing of the page.
 */

import { emptyProgress, PAUSES } from "./leitner.js";
import { LEVELS } from "./compare-numbers.js";

/**
 * @typedef {import("./leitner.js").Progress} Progress
 * @typedef {object} Settings
 * @property {"write"|"read"} direction
 * @property {string} language  that is practised; empty for that of the page
 * @property {number} level  the largest number
 * @property {boolean} sound  whether each number is said aloud
 * @property {Record<string, string>} shapes  by digit; empty for the usual one
 * @typedef {object} Answer
 * @property {number} at  milliseconds since 1970
 * @property {number} task  the same for every try at one number
 * @property {"write"|"read"} direction
 * @property {string} language
 * @property {number} number
 * @property {string} kind  of the grade
 * @property {string} read  the digits that were read or chosen
 * @property {boolean} helped
 * @typedef {{version: 1, settings: Settings, progress: Progress, answers: Answer[]}} Kept
 * @typedef {"damaged"|"unavailable"|null} Trouble
 * @typedef {object} Known  what settings and answers may name
 * @property {string[]} languages  that can be practised
 * @property {string} own  that of the page
 * @property {Record<string, object>} shapes  by digit, those that it can be written in by their names
 */

export const KEY = "digits.practise";
export const ASIDE = "digits.practise.damaged";

/** Answers that are kept; the oldest go first. A day's practice is far less. */
const MOST_ANSWERS = 2000;

export class ProgressStorage {
  /** @type {Storage|null} */
  #storage;
  #known;
  /** @type {Kept} */
  #kept;
  /** What lies in the storage as far as this tab knows; null for nothing. @type {string|null} */
  #text = null;
  /** The settings that lie there: another tab's, perhaps. @type {Settings} */
  #settings;
  /** @type {Trouble} */
  trouble = null;

  /**
   * @param {() => Storage} open the browser may refuse it
   * @param {Settings} settings to begin with
   * @param {Known} known
   */
  constructor(open, settings, known) {
    this.#kept = { version: 1, settings, progress: emptyProgress(), answers: [] };
    this.#settings = settings;
    this.#known = known;
    this.#storage = this.#opened(open);
    this.#refresh();
    this.#kept = { ...this.#kept, settings: this.#settings };
  }

  /** @returns {Kept} what is kept now: answers of other tabs among it, but this tab's own settings */
  get kept() {
    this.#refresh();
    return this.#kept;
  }

  /** @returns {string} the language that is practised */
  get language() {
    return this.#kept.settings.language || this.#known.own;
  }

  /** @param {Partial<Kept>} changes */
  keep(changes) {
    this.#kept = { ...this.kept, ...changes };
    this.#kept.answers = this.#kept.answers.slice(-MOST_ANSWERS);
    this.#settings = changes.settings ?? this.#settings;
    const text = JSON.stringify({ ...this.#kept, settings: this.#settings });
    if (this.#write(KEY, text)) this.#text = text;
  }

  /** Forget progress and answers; the settings stay. */
  erase() {
    this.keep({ progress: emptyProgress(), answers: [] });
    this.#storage?.removeItem(ASIDE);
  }

  /** @param {() => Storage} open */
  #opened(open) {
    try {
      return open();
    } catch {
      this.trouble = "unavailable";
      return null;
    }
  }

  /** Take over what another tab has kept or deleted. */
  #refresh() {
    const text = this.#storage?.getItem(KEY) ?? null;
    if (text === this.#text) return;
    this.#text = text;
    const found = text === null ? { ...this.#kept, progress: emptyProgress(), answers: [] } : parsed(text);
    if (isKept(found, this.#known)) {
      this.#settings = found.settings;
      this.#kept = { ...found, settings: this.#kept.settings };
    } else {
      this.trouble = "damaged";
      this.#write(ASIDE, String(text));
      this.keep({});
    }
  }

  /**
   * @param {string} key
   * @param {string} text
   * @returns {boolean} whether it lies there now
   */
  #write(key, text) {
    if (this.#storage === null) return false;
    try {
      this.#storage.setItem(key, text);
      return true;
    } catch {
      this.trouble = "unavailable";
      return false;
    }
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {any} value */
const isCount = (value) => Number.isInteger(value) && value >= 0;

/** @param {any} value */
const isDirection = (value) => value === "write" || value === "read";

/**
 * @param {any} value
 * @param {Known} known
 * @returns {value is Kept}
 */
export function isKept(value, known) {
  return (
    isObject(value) &&
    value.version === 1 &&
    isSettings(value.settings, known) &&
    isProgress(value.progress) &&
    Array.isArray(value.answers) &&
    value.answers.every((/** @type {any} */ answer) => isAnswer(answer, known.languages))
  );
}

/**
 * @param {any} value
 * @param {Known} known
 */
function isSettings(value, { languages, shapes }) {
  return (
    isObject(value) &&
    isDirection(value.direction) &&
    (value.language === "" || languages.includes(value.language)) &&
    LEVELS.includes(value.level) &&
    typeof value.sound === "boolean" &&
    isObject(value.shapes) &&
    Object.entries(value.shapes).every(([digit, shape]) => isShape(shapes, digit, shape))
  );
}

/**
 * @param {Record<string, object>} shapes
 * @param {string} digit
 * @param {any} shape
 */
const isShape = (shapes, digit, shape) =>
  typeof shape === "string" && Object.keys(shapes).includes(digit) && (shape === "" || Object.keys(shapes[digit]).includes(shape));

/** @param {any} value */
const isCard = (value) =>
  isObject(value) && isCount(value.box) && value.box >= 1 && value.box <= PAUSES.length && isCount(value.due);

/** @param {any} value */
function isProgress(value) {
  return (
    isObject(value) &&
    isCount(value.turn) &&
    isObject(value.cards) &&
    Object.values(value.cards).every(isCard) &&
    isObject(value.confusions) &&
    Object.entries(value.confusions).every(([pair, count]) => /^\d>\d$/.test(pair) && isCount(count))
  );
}

/**
 * @param {any} value
 * @param {string[]} languages
 */
function isAnswer(value, languages) {
  return (
    isObject(value) &&
    isCount(value.at) &&
    isCount(value.task) &&
    isDirection(value.direction) &&
    languages.includes(value.language) &&
    isCount(value.number) &&
    value.number <= 100 &&
    typeof value.kind === "string" &&
    /^\d*$/.test(value.read) &&
    typeof value.helped === "boolean"
  );
}
