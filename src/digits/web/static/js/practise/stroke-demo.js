/** Shows how to write a number: stroke after stroke, with start points and directions. */

import { t } from "../shared/translations.js";
import { digitsOf, placesOf } from "./compare-numbers.js";
import { line, marks, numberFigure, strokesOf } from "./digit-figures.js";

/** @typedef {import("./digit-figures.js").Models} Models */

/** Time that one stroke takes, in milliseconds: that of a child's hand, not of a grown-up's. */
const STROKE = 1400;

/** Pause before each stroke, in which its start is seen. */
const PAUSE = 500;

export class StrokeDemo {
  #root;
  #models;
  #shown = 0;
  /** @type {{line: SVGElement, marks: Element[]}[]} */
  #steps = [];
  /** @type {Animation|null} */
  #running = null;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  /**
   * @param {HTMLElement} root
   * @param {Models} models
   */
  constructor(root, models) {
    this.#root = root;
    this.#models = models;
    this.#find("[data-demo-play]").addEventListener("click", () => this.#play());
    this.#find("[data-demo-step]").addEventListener("click", () => this.#step());
    this.#find("[data-demo-close]").addEventListener("click", () => this.close());
  }

  /**
   * @param {number} number
   * @param {(digit: string) => string} shapeOf
   */
  open(number, shapeOf) {
    this.#build(digitsOf(number), shapeOf);
    this.#root.hidden = false;
    this.#find("[data-demo-play]").hidden = this.#calm.matches;
    if (this.#calm.matches) this.#step();
    else this.#play();
    this.#root.focus({ preventScroll: true });
    this.#root.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.#stop();
    this.#root.hidden = true;
  }

  /**
   * @param {string[]} digits
   * @param {(digit: string) => string} shapeOf
   */
  #build(digits, shapeOf) {
    this.#stop();
    this.#steps = [];
    const models = digits.map((digit) => strokesOf(this.#models, digit, shapeOf(digit)));
    const figure = numberFigure(this.#models, models, (stroke, order) => {
      const [behind, drawn] = [line(stroke), /** @type {SVGElement} */ (line(stroke))];
      const around = marks(stroke, order);
      behind.classList.add("is-ghost");
      this.#steps.push({ line: drawn, marks: around });
      return [behind, drawn, ...around];
    });
    this.#find("[data-demo-figure]").replaceChildren(figure);
    const places = placesOf(digits.length).map((place) => t(`place.${place}`));
    this.#find("[data-demo-words]").replaceChildren(
      ...digits.map((digit, index) => {
        const item = document.createElement("li");
        const shape = shapeOf(digit);
        const how = t(shape === "only" ? `shape.${digit}` : `shape.${digit}.${shape}`);
        item.textContent = digits.length > 1 ? t("demo.place", { digit, place: places[index], how }) : how;
        return item;
      }),
    );
    this.#show(0);
  }

  /** Draw stroke after stroke, from the first. */
  async #play() {
    this.#stop();
    for (let count = 1; count <= this.#steps.length; count += 1) {
      this.#show(count);
      const stroke = this.#steps[count - 1].line;
      const animation = stroke.animate([{ strokeDashoffset: 1 }, { strokeDashoffset: 0 }], {
        delay: PAUSE,
        duration: STROKE,
        easing: "ease-in-out",
        fill: "backwards",
      });
      this.#running = animation;
      const isDone = await animation.finished.then(() => true, () => false);
      if (!isDone) return;
    }
  }

  /** Show one stroke more; after the last, the first again. */
  #step() {
    this.#stop();
    this.#show((this.#shown % this.#steps.length) + 1);
  }

  #stop() {
    const running = this.#running;
    this.#running = null;
    running?.cancel();
  }

  /** @param {number} count of strokes that are seen; the marks are those of the last of them */
  #show(count) {
    this.#shown = count;
    this.#steps.forEach((step, index) => {
      step.line.classList.toggle("is-hidden", index >= count);
      for (const mark of step.marks) mark.classList.toggle("is-hidden", index !== count - 1);
    });
  }

  /** @param {string} selector */
  #find(selector) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(selector));
  }
}
