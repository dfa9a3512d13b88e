/** The list of uploaded pictures: the answer of each, or the error. */

import { readFile } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { milliseconds, t, showText } from "../shared/translations.js";
import { setBar } from "./bars.js";
import { setBoxes, setNumbers } from "./number-parts.js";
import { setSteps } from "./steps.js";
import { describe, topDigits, sentence, tooLarge } from "./reading-text.js";

/**
 * @typedef {import("../shared/api.js").ApiError} ApiError
 * @typedef {import("../shared/events.js").Answer} Answer
 * @typedef {import("../shared/events.js").Reading} Reading
 * @typedef {{files: File[]}} Pictures
 */

/**
 * @param {HTMLElement} root
 * @param {() => string|null} chosenModel
 */
export function mountResults(root, chosenModel) {
  const results = /** @type {HTMLElement} */ (root.querySelector("[data-results]"));
  const list = /** @type {HTMLElement} */ (root.querySelector("[data-results-list]"));
  const template = /** @type {HTMLTemplateElement} */ (root.querySelector("[data-result-template]"));
  const clear = /** @type {HTMLButtonElement} */ (root.querySelector("[data-results-clear]"));
  let queue = Promise.resolve();

  /** @param {File} file */
  const add = (file) => {
    const item = /** @type {HTMLElement} */ (template.content.cloneNode(true)).querySelector(".result");
    const result = new Result(/** @type {HTMLElement} */ (item), file, () => read([result]));
    list.append(result.item);
    return result;
  };
  /** @param {Result[]} added */
  const read = (added) => {
    for (const result of added) queue = queue.then(() => result.read(chosenModel(), Number(root.dataset.mostBytes)));
    queue = queue.then(() => emit(root, "digits:say", { text: added.map((result) => result.summary).join(" ") }));
  };

  root.addEventListener("digits:pictures", (event) => {
    const { files } = /** @type {CustomEvent<Pictures>} */ (event).detail;
    const added = files.map(add);
    results.hidden = false;
    added[0]?.item.scrollIntoView({ block: "nearest" });
    read(added);
  });
  clear.addEventListener("click", () => {
    list.replaceChildren();
    results.hidden = true;
    /** @type {HTMLElement} */ (root.querySelector("input[type=file]")).focus();
  });
}

class Result {
  summary = "";
  #file;
  #again;

  /**
   * @param {HTMLElement} item
   * @param {File} file
   * @param {() => void} again called when the picture is to be read once more
   */
  constructor(item, file, again) {
    this.item = item;
    this.#file = file;
    this.#again = /** @type {HTMLButtonElement} */ (item.querySelector("[data-result-again]"));
    this.#again.addEventListener("click", () => {
      this.#wait();
      again();
    });
    this.#set(".result-name", file.name);
    this.#showThumbnail();
  }

  /**
   * @param {string|null} model
   * @param {number} mostBytes that the server takes
   */
  async read(model, mostBytes) {
    if (!this.item.isConnected) return;
    try {
      if (this.#file.size > mostBytes) throw new RangeError(tooLarge(this.#file.size, mostBytes));
      this.#show(await readFile(this.#file, model));
    } catch (error) {
      this.#showError(/** @type {Error} */ (error));
    }
  }

  #wait() {
    this.item.tabIndex = -1;
    this.item.focus();
    this.#again.hidden = true;
    this.item.dataset.state = "waiting";
    this.#set(".result-digit", "–");
    this.#set(".result-verdict", t("result.waiting"));
    this.#set(".result-detail", "");
  }

  #showThumbnail() {
    const image = /** @type {HTMLImageElement} */ (this.item.querySelector(".result-thumb img"));
    const address = URL.createObjectURL(this.#file);
    const done = () => URL.revokeObjectURL(address);
    image.addEventListener("load", () => {
      image.hidden = false;
      done();
    });
    image.addEventListener("error", done);
    image.src = address;
  }

  /** @param {Answer} answer */
  #show({ reading, roundTrip }) {
    const words = describe(reading);
    const steps = reading.steps ?? [];
    this.item.dataset.state = reading.verdict;
    this.#set(".result-digit", words.digit);
    this.#set(".result-verdict", sentence(reading));
    this.#set(".result-detail", t("result.times", { time: milliseconds(reading.milliseconds), trip: milliseconds(roundTrip) }));
    const bars = /** @type {HTMLElement} */ (this.item.querySelector(".result-bars"));
    bars.hidden = reading.digit === null;
    const first = topDigits(reading.probabilities, bars.children.length);
    first.forEach(({ digit, probability }, place) => setBar(bars.children[place], digit, probability, place === 0));
    this.#showNumbers(reading);
    const details = /** @type {HTMLElement} */ (this.item.querySelector(".result-steps"));
    details.hidden = steps.length === 0;
    setSteps(details, steps);
    this.summary = `${this.#file.name}: ${sentence(reading)}.`;
  }

  /** @param {Reading} reading */
  #showNumbers(reading) {
    const { numbers, doubts, size } = reading;
    this.item.classList.toggle("has-boxes", numbers.length + doubts.length > 0);
    setNumbers(this.item, reading);
    if (size) setBoxes(/** @type {SVGSVGElement} */ (this.item.querySelector(".boxes")), reading, ...size);
  }

  /** @param {Error} error */
  #showError(error) {
    const { message, said = message, detail = "", retry = false } = /** @type {Partial<ApiError> & Error} */ (error);
    this.item.dataset.state = "error";
    this.#set(".result-digit", "!");
    this.#set(".result-verdict", t("result.error"));
    showText(/** @type {Element} */ (this.item.querySelector(".result-detail")), said, detail);
    this.#again.hidden = !retry;
    this.summary = t("result.failed", { name: this.#file.name, reason: error.message });
  }

  /**
   * @param {string} selector
   * @param {string} text
   */
  #set(selector, text) {
    /** @type {Element} */ (this.item.querySelector(selector)).textContent = text;
  }
}
