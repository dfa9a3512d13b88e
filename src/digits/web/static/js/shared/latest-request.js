/** Sends what changes often to a server that may be slow or away: always the latest value only. */

import { withTimeLimit } from "./api.js";

/**
 * Sends a value that changes often: the newest only, at most one at a time, and no late answer after a newer one.
 *
 * @template Value, Result
 */
export class LatestRequest {
  /** @type {Value|undefined} */
  #newest;
  #waiting = false;
  #isFinal = false;
  /** @type {AbortController|null} */
  #flight = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #lastStart = -Infinity;
  #failures = 0;
  #options;

  /**
   * @param {object} options
   * @param {(value: Value, signal: AbortSignal) => Promise<Result>} options.send rejects with an error; its `retry` says whether another try may help
   * @param {(result: Result) => void} options.onResult
   * @param {(error: Error & {retry?: boolean}) => void} options.onError
   * @param {number} [options.interval] least time between two starts, in milliseconds
   * @param {number} [options.patience] time after which no answer is an error, in milliseconds
   * @param {number[]} [options.pauses] before the first, second, ... further try, in milliseconds; the last one repeats
   */
  constructor({ send, onResult, onError, interval = 60, patience = 10_000, pauses = [1000, 2000, 4000, 8000] }) {
    this.#options = { send, onResult, onError, interval, patience, pauses };
  }

  /** Whether a value waits or is under way. */
  get busy() {
    return this.#waiting || this.#flight !== null;
  }

  /**
   * Send this value as soon as the one before it is answered.
   *
   * @param {Value} value
   * @param {boolean} [isFinal] whether it will stay for a while: then the interval is not waited for
   */
  submit(value, isFinal = false) {
    this.#newest = value;
    this.#waiting = true;
    this.#isFinal = isFinal;
    if (this.#flight === null) this.#schedule(this.#pause());
  }

  /**
   * Send this value now; whatever is still under way is given up.
   *
   * @param {Value} value
   */
  submitNow(value) {
    this.cancel();
    this.#newest = value;
    this.#waiting = true;
    this.#start();
  }

  /** Forget what waits and what is under way; nothing is answered after this. */
  cancel() {
    clearTimeout(this.#timer);
    this.#flight?.abort();
    this.#flight = null;
    this.#newest = undefined;
    this.#waiting = false;
    this.#failures = 0;
  }

  /** Try again at once, where a value waits for a server that was lost. */
  wake() {
    if (this.#waiting && this.#flight === null) this.#schedule(0);
  }

  /** @param {number} delay */
  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#start(), delay);
  }

  async #start() {
    clearTimeout(this.#timer);
    const flight = new AbortController();
    const value = /** @type {Value} */ (this.#newest);
    this.#flight = flight;
    this.#waiting = false;
    this.#lastStart = Date.now();
    let result;
    try {
      result = await withTimeLimit((signal) => this.#options.send(value, signal), this.#options.patience, flight.signal);
    } catch (error) {
      if (this.#flight === flight) this.#failed(/** @type {Error} */ (error));
      return;
    }
    if (this.#flight === flight) this.#landed(result);
  }

  /** @param {Result} result */
  #landed(result) {
    this.#flight = null;
    this.#failures = 0;
    this.#options.onResult(result);
    if (this.#waiting) this.#schedule(this.#pause());
  }

  /** Milliseconds until the next start. */
  #pause() {
    return this.#isFinal ? 0 : Math.max(0, this.#lastStart + this.#options.interval - Date.now());
  }

  /** @param {Error & {retry?: boolean}} error */
  #failed(error) {
    this.#flight = null;
    if (error.retry) {
      const { pauses } = this.#options;
      this.#waiting = true;
      this.#schedule(pauses[Math.min(this.#failures, pauses.length - 1)]);
      this.#failures += 1;
    } else if (this.#waiting) {
      this.#schedule(this.#options.interval);
    }
    this.#options.onError(error);
  }
}
