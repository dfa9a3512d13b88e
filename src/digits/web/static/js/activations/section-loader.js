/** Loads a section of the page when it is first seen, when the digit changes, and when the server is back. */

import { emit } from "../shared/events.js";
import { t } from "../shared/translations.js";
import { make } from "./dom.js";

/** How far below the window a part is filled before it is seen. */
const AHEAD = "300px";

/**
 * The part's `data-state` is waiting, ready or failed; a line at its end says so, with a button to try again.
 *
 * @template Result
 */
export class SectionLoader {
  #root;
  #load;
  #show;
  #delay;
  #line = make("p", { class: "state" });
  #seen = false;
  #stale = true;
  #started = false;
  /** Whether the last try failed, and another one may help. */
  #lost = false;
  /** @type {AbortController|null} */
  #flight = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #observer;
  #back = () => {
    if (this.#lost) this.refresh();
  };

  /**
   * @param {HTMLElement} root
   * @param {object} options
   * @param {(signal: AbortSignal) => Promise<Result>} options.load
   * @param {(result: Result) => void} options.show
   * @param {number} [options.delay] time after the last change before it is asked for, in milliseconds
   * @param {boolean} [options.always] whether it is filled before it is seen, because other parts need it
   */
  constructor(root, { load, show, delay = 0, always = false }) {
    this.#root = root;
    this.#load = load;
    this.#show = show;
    this.#delay = delay;
    root.append(this.#line);
    this.#observer = new IntersectionObserver(
      (entries) => {
        this.#seen = always || entries[entries.length - 1].isIntersecting;
        this.#consider();
      },
      { rootMargin: AHEAD },
    );
    this.#observer.observe(root);
    document.addEventListener("digits:back", this.#back);
  }

  /** What is shown is no longer true; there is something to ask for. */
  refresh() {
    this.#started = true;
    this.#stale = true;
    this.#lost = false;
    this.#flight?.abort();
    this.#flight = null;
    this.#consider();
  }

  /** Do without what was asked for: what is shown is still true. */
  cancel() {
    clearTimeout(this.#timer);
    this.#stale = false;
    this.#lost = false;
    this.#flight?.abort();
    this.#flight = null;
    this.#say("ready", "");
  }

  /** Ask for nothing any more. */
  stop() {
    this.#observer.disconnect();
    document.removeEventListener("digits:back", this.#back);
    this.#flight?.abort();
    clearTimeout(this.#timer);
  }

  #consider() {
    clearTimeout(this.#timer);
    if (!this.#seen || !this.#stale || !this.#started) return;
    this.#timer = setTimeout(() => this.#run(), this.#delay);
  }

  async #run() {
    const flight = new AbortController();
    this.#flight = flight;
    this.#stale = false;
    this.#say("waiting", t("waiting"));
    try {
      const result = await this.#load(flight.signal);
      if (this.#flight !== flight) return;
      this.#flight = null;
      this.#show(result);
      this.#say("ready", "");
    } catch (error) {
      if (this.#flight === flight && /** @type {Error} */ (error).name !== "AbortError") this.#fail(/** @type {Error} */ (error));
    }
  }

  /** @param {Error & {retry?: boolean}} error */
  #fail(error) {
    this.#lost = error.retry === true;
    this.#say("failed", error.message);
    const again = make("button", { class: "button", type: "button" }, t("again"));
    again.addEventListener("click", () => this.refresh());
    this.#line.append(again);
    emit(this.#root, "digits:say", { text: error.message });
    emit(this.#root, "digits:trouble", { message: error.message, retry: this.#lost });
  }

  /**
   * @param {"waiting"|"ready"|"failed"} state
   * @param {string} text
   */
  #say(state, text) {
    this.#root.dataset.state = state;
    this.#root.setAttribute("aria-busy", String(state === "waiting"));
    this.#line.replaceChildren(text);
  }
}
