/**
 * What the page keeps in the browser's storage: settings, progress, and the answers for the summary. What is found
 * there is checked before it is used; what is damaged is put aside, never thrown away. Knows nothing of the page.
 */

import { emptyProgress, PAUSES } from "./leitner.js";
import { LEVELS } from "./numbers.js";

/**
 * @typedef {import("./leitner.js").Progress} Progress
 * @typedef {object} Settings
 * @property {"write"|"read"} direction
 * @property {string} language  that is practised
 * @property {number} level  the largest number
 * @property {boolean} sound  whether each number is said aloud
 * @property {Record<string, string>} shapes  by digit; empty for the usual one
 * @typedef {object} Answer
 * @property {number} at  milliseconds since 1970
 * @property {number} task  the same for every try at one number
 * @property {"write"|"read"} direction
 * @property {string} language
 * @property {number} number
 * @property {string} kind  of the judgement
 * @property {string} read  the digits that were read or chosen
 * @property {boolean} helped
 * @typedef {{version: 1, settings: Settings, progress: Progress, answers: Answer[]}} Kept
 * @typedef {"damaged"|"unavailable"|null} Trouble
 */

export const KEY = "digits.practise";
export const ASIDE = "digits.practise.damaged";

/** Answers that are kept; the oldest go first. A day's practice is far less. */
const MOST_ANSWERS = 2000;

export class Store {
  /** @type {Storage|null} */
  #storage;
  /** @type {Kept} */
  kept;
  /** @type {Trouble} */
  trouble = null;

  /**
   * @param {() => Storage} open the browser may refuse it
   * @param {Settings} settings to begin with
   * @param {string[]} languages that can be practised
   */
  constructor(open, settings, languages) {
    this.kept = { version: 1, settings, progress: emptyProgress(), answers: [] };
    this.#storage = this.#opened(open);
    this.#load(languages);
  }

  /** @param {Partial<Kept>} changes */
  keep(changes) {
    this.kept = { ...this.kept, ...changes };
    this.kept.answers = this.kept.answers.slice(-MOST_ANSWERS);
    this.#write(KEY, JSON.stringify(this.kept));
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

  /** @param {string[]} languages */
  #load(languages) {
    const text = this.#storage?.getItem(KEY) ?? null;
    if (text === null) return;
    const found = parsed(text);
    if (isKept(found, languages)) {
      this.kept = found;
    } else {
      this.trouble = "damaged";
      this.#write(ASIDE, text);
      this.keep({});
    }
  }

  /**
   * @param {string} key
   * @param {string} text
   */
  #write(key, text) {
    try {
      this.#storage?.setItem(key, text);
    } catch {
      this.trouble = "unavailable";
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
 * @param {string[]} languages
 * @returns {value is Kept}
 */
export function isKept(value, languages) {
  return (
    isObject(value) &&
    value.version === 1 &&
    isSettings(value.settings, languages) &&
    isProgress(value.progress) &&
    Array.isArray(value.answers) &&
    value.answers.every((/** @type {any} */ answer) => isAnswer(answer, languages))
  );
}

/**
 * @param {any} value
 * @param {string[]} languages
 */
function isSettings(value, languages) {
  return (
    isObject(value) &&
    isDirection(value.direction) &&
    languages.includes(value.language) &&
    LEVELS.includes(value.level) &&
    typeof value.sound === "boolean" &&
    isObject(value.shapes) &&
    Object.values(value.shapes).every((shape) => typeof shape === "string")
  );
}

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
