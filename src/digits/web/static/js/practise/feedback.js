/** Shows the feedback after a try: texts and figures. */

import { emit } from "../shared/events.js";
import { line, marks, numberFigure, paintStrokes, strokesOf } from "./digit-figures.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("./feedback-text.js").Said} Said
 * @typedef {import("./digit-figures.js").Models} Models
 * @typedef {"read"|"wanted"} Role
 */

export class Feedback {
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** Nothing has been tried yet. */
  clear() {
    this.#root.dataset.state = "empty";
    this.#words({ title: "", detail: "", hint: "" });
    this.#find("[data-feedback-figures]").replaceChildren();
    this.#actions([]);
  }

  /**
   * @param {string} text
   */
  wait(text) {
    this.clear();
    this.#root.dataset.state = "waiting";
    this.#words({ title: text, detail: "", hint: "" });
  }

  /**
   * @param {string} state right, nearly, unsure or trouble
   * @param {Said} said
   * @param {string[]} actions names of the buttons that are offered, the first of them before the others
   */
  tell(state, said, actions) {
    this.clear();
    this.#root.dataset.state = state;
    this.#words(said);
    this.#actions(actions);
    emit(this.#root, "digits:say", { text: [said.title, said.detail, said.hint].filter(Boolean).join(" ") });
    requestAnimationFrame(() => this.#root.scrollIntoView({ block: "nearest" }));
  }

  /**
   * Show two digits or numbers beside each other, so that their difference is seen.
   *
   * @param {Models} models
   * @param {[string, string][][]} numbers the digits of each, with the shape of each digit
   * @param {string[]} captions
   */
  compare(models, numbers, captions) {
    const figures = numbers.map((digits, index) => {
      const shapes = digits.map(([digit, shape]) => strokesOf(models, digit, shape));
      return captioned(numberFigure(models, shapes, (stroke) => [line(stroke)]), captions[index]);
    });
    this.#find("[data-feedback-figures]").replaceChildren(...figures);
  }

  /**
   * Show a drawing, what it is with its mirrored digits turned, and where the pen starts.
   *
   * @param {Models} models
   * @param {Point[][][]} drawings both
   * @param {[string, string][]} digits with the shape of each
   * @param {string[]} captions of the three
   */
  mirror(models, drawings, digits, captions) {
    const canvases = [document.createElement("canvas"), document.createElement("canvas")];
    const shapes = digits.map(([digit, shape]) => strokesOf(models, digit, shape));
    const start = numberFigure(models, shapes, (stroke, order) => [line(stroke), ...marks(stroke, order)]);
    const figures = [...canvases, start].map((picture, index) => captioned(picture, captions[index]));
    this.#find("[data-feedback-figures]").replaceChildren(...figures);
    canvases.forEach((canvas, index) => {
      canvas.className = "drawn";
      paintStrokes(canvas, drawings[index]);
    });
  }

  /** @param {Said} said */
  #words({ title, detail, hint }) {
    for (const [name, text] of Object.entries({ title, detail, hint })) this.#find(`[data-feedback-${name}]`).textContent = text;
  }

  /** @param {string[]} names */
  #actions(names) {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-act]"))) {
      const place = names.indexOf(/** @type {string} */ (button.dataset.act));
      button.hidden = place < 0;
      button.classList.toggle("is-primary", place === 0);
    }
  }

  /** @param {string} selector */
  #find(selector) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(selector));
  }
}

/**
 * @param {Element} picture
 * @param {string} caption
 */
function captioned(picture, caption) {
  const figure = document.createElement("figure");
  const words = document.createElement("figcaption");
  words.textContent = caption;
  words.dir = document.documentElement.dir;
  figure.append(picture, words);
  return figure;
}
