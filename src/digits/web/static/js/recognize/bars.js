/** The bars of probability. */

import { percent } from "../shared/translations.js";

/**
 * @param {Element} bar
 * @param {number} digit
 * @param {number|null} probability null while there is none
 * @param {boolean} leading
 */
export function setBar(bar, digit, probability, leading) {
  bar.classList.toggle("is-leading", leading);
  /** @type {HTMLElement} */ (bar).dataset.digit = String(digit);
  /** @type {Element} */ (bar.querySelector(".bar-digit")).textContent = String(digit);
  /** @type {Element} */ (bar.querySelector("rect")).setAttribute("width", `${(100 * (probability ?? 0)).toFixed(2)}%`);
  /** @type {Element} */ (bar.querySelector(".bar-percent")).textContent = probability === null ? "–" : percent(probability);
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} recognizer
 */
export function mountBars(root, recognizer) {
  const bars = root.querySelectorAll(".bar");
  const rest = () => bars.forEach((bar, digit) => setBar(bar, digit, null, false));
  for (const name of ["digits:preview", "digits:reading"]) {
    recognizer.addEventListener(name, (event) => {
      const { reading } = /** @type {CustomEvent} */ (event).detail;
      if (reading.digit === null) rest();
      else bars.forEach((bar, digit) => setBar(bar, digit, reading.probabilities[digit], digit === reading.digit));
    });
  }
  recognizer.addEventListener("digits:empty", rest);
  recognizer.addEventListener("digits:trouble", rest);
}
