/** Chooses the next number and stores the result, for writing and for reading. */

import { choose, recordAnswer } from "./leitner.js";
import { numbersUpTo } from "./compare-numbers.js";

/**
 * @typedef {import("./progress-storage.js").ProgressStorage} ProgressStorage
 * @typedef {import("./compare-numbers.js").Mistake} Mistake
 * @typedef {{kind: string, read: string, mistakes: Mistake[]}} Outcome
 */

/** Kinds that say nothing of what the child knows, and count for nothing. */
const SILENT = new Set(["unsure", "blank", "no_digit"]);

export class Exercises {
  #store;
  #deck;
  #random;
  #now;
  /** @type {number|null} */
  number = null;
  id = 0;
  tries = 0;
  helped = false;
  done = false;
  /** Whether the last mistake was that of the try before, too. */
  repeated = false;
  #mistake = "";

  /**
   * @param {ProgressStorage} store
   * @param {"write"|"read"} direction
   * @param {() => number} random
   * @param {() => number} now milliseconds since 1970
   */
  constructor(store, direction, random = Math.random, now = Date.now) {
    this.#store = store;
    this.#deck = { direction, language: store.language };
    this.#random = random;
    this.#now = now;
  }

  /** @returns {number|null} the number that is asked, until it was right */
  get unsolved() {
    return this.done ? null : this.number;
  }

  /**
   * @param {number|null} wanted null for one that chance chooses
   * @returns {number} the number that comes next
   */
  next(wanted = null) {
    const { settings, progress } = this.#store.kept;
    this.#deck = { ...this.#deck, language: this.#store.language };
    this.number = wanted ?? choose(progress, this.#deck, numbersUpTo(settings.level), this.number, this.#random);
    this.id = this.#now();
    this.tries = 0;
    this.helped = this.done = this.repeated = false;
    this.#mistake = "";
    return this.number;
  }

  /**
   * Keep what became of a try. Only the first one that says anything moves the number's card.
   *
   * @param {Outcome} outcome
   */
  answered({ kind, read, mistakes }) {
    if (this.done || this.number === null) return;
    const { number, helped } = this;
    const isSilent = SILENT.has(kind);
    let { progress, answers } = this.#store.kept;
    answers = [...answers, { ...this.#deck, at: this.#now(), task: this.id, number, kind, read, helped }];
    if (!isSilent && this.tries === 0) {
      progress = recordAnswer(progress, this.#deck, number, kind === "right" ? (helped ? "helped" : "known") : "missed", mistakes);
    }
    this.#store.keep({ progress, answers });
    this.done = kind === "right";
    if (isSilent) return;
    this.tries += 1;
    this.repeated = !this.done && this.#mistake === `${kind}:${read}`;
    this.#mistake = `${kind}:${read}`;
  }
}
