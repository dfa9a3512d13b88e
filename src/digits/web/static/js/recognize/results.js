/** The list of pictures handed in: each with its answer, or the reason why there is none. */

import { readFile } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { milliseconds, t } from "../shared/texts.js";
import { setBar } from "./bars.js";
import { setBoxes, setParts } from "./number.js";
import { setSteps } from "./strip.js";
import { describe, leaders, sentence, tooLarge } from "./words.js";

/**
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
    const result = new Result(/** @type {HTMLElement} */ (item), file);
    list.append(result.item);
    return result;
  };

  root.addEventListener("digits:pictures", (event) => {
    const { files } = /** @type {CustomEvent<Pictures>} */ (event).detail;
    const added = files.map(add);
    results.hidden = false;
    added[0]?.item.scrollIntoView({ block: "nearest" });
    for (const result of added) queue = queue.then(() => result.read(chosenModel(), Number(root.dataset.mostBytes)));
    queue = queue.then(() => emit(root, "digits:say", { text: added.map((result) => result.summary).join(" ") }));
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

  /**
   * @param {HTMLElement} item
   * @param {File} file
   */
  constructor(item, file) {
    this.item = item;
    this.#file = file;
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
      this.#refuse(/** @type {Error} */ (error).message);
    }
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
    const first = leaders(reading.probabilities, bars.children.length);
    first.forEach(({ digit, probability }, place) => setBar(bars.children[place], digit, probability, place === 0));
    this.#showNumber(reading);
    const details = /** @type {HTMLElement} */ (this.item.querySelector(".result-steps"));
    details.hidden = steps.length === 0;
    setSteps(details, steps);
    this.summary = `${this.#file.name}: ${sentence(reading)}.`;
  }

  /** @param {Reading} reading */
  #showNumber({ number, size }) {
    const list = /** @type {HTMLElement} */ (this.item.querySelector("[data-parts]"));
    list.hidden = !number;
    if (!number || !size) return;
    setParts(list, number.parts);
    setBoxes(/** @type {SVGSVGElement} */ (this.item.querySelector(".boxes")), number.parts, ...size);
  }

  /** @param {string} reason */
  #refuse(reason) {
    this.item.dataset.state = "error";
    this.#set(".result-digit", "!");
    this.#set(".result-verdict", t("result.error"));
    this.#set(".result-detail", reason);
    this.summary = t("result.refused", { name: this.#file.name, reason });
  }

  /**
   * @param {string} selector
   * @param {string} text
   */
  #set(selector, text) {
    /** @type {Element} */ (this.item.querySelector(selector)).textContent = text;
  }
}
