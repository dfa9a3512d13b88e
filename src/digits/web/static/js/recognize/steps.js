/** What the model saw after each step, and the facts of the reading. */

import { milliseconds } from "../shared/translations.js";

/** @typedef {import("../shared/events.js").Step} Step */

/**
 * Fill the frames of the steps; those that were not gone through are left out, and some wait to be filled.
 *
 * @param {Element} root
 * @param {Step[]} steps
 */
export function setSteps(root, steps) {
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-step]"))) {
    const image = /** @type {HTMLImageElement} */ (item.querySelector("img"));
    const step = steps.find(({ name }) => name === item.dataset.step);
    image.hidden = step === undefined;
    item.hidden = step === undefined && (steps.length > 0 || item.dataset.optional !== undefined);
    if (step === undefined) image.removeAttribute("src");
    else image.src = step.png;
  }
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} recognizer
 */
export function mountSteps(root, recognizer) {
  /**
   * @param {string} name
   * @param {string} text
   * @param {string} [title]
   */
  const setFact = (name, text, title = "") => {
    const fact = /** @type {HTMLElement} */ (root.querySelector(`[data-fact="${name}"]`));
    fact.textContent = text;
    fact.title = title;
  };
  const rest = () => {
    setSteps(root, []);
    for (const name of ["reading", "trip", "model"]) setFact(name, "–");
  };
  recognizer.addEventListener("digits:reading", (event) => {
    const { reading, roundTrip } = /** @type {CustomEvent} */ (event).detail;
    setSteps(root, reading.steps ?? []);
    setFact("reading", milliseconds(reading.milliseconds));
    setFact("trip", milliseconds(roundTrip));
    setFact("model", `${reading.model.name} ${reading.model.version}`, `SHA-256 ${reading.model.sha256}`);
  });
  recognizer.addEventListener("digits:empty", rest);
  recognizer.addEventListener("digits:trouble", rest);
}
