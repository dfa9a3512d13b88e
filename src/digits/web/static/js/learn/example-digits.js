/** The example digits, and which of them all lessons show. */

import { emit } from "../shared/events.js";
import { findAll } from "./dom.js";

/** @typedef {import("./convolution.js").Map} Map */

const SIDE = 28;

/**
 * @param {string} encoded base64 of 28x28 bytes
 * @returns {Map} 255 is full ink
 */
export function decodeDigits(encoded) {
  return { side: SIDE, values: Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)) };
}

/**
 * Keep the choices of a digit alike.
 *
 * @param {{pixels: string}[]} examples one of each digit
 * @returns {(listener: (image: Map) => void) => void} calls the listener with the chosen digit, now and when it changes
 */
export function mountDigits(examples) {
  const images = examples.map(({ pixels }) => decodeDigits(pixels));
  const choices = /** @type {HTMLSelectElement[]} */ (findAll(document, "[data-digit-choice]"));
  let chosen = Number(choices[0].value);
  const align = () => choices.forEach((choice) => (choice.value = String(chosen)));
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      chosen = Number(choice.value);
      align();
      emit(document, "digits:example");
    });
  }
  align();
  return (listener) => {
    document.addEventListener("digits:example", () => listener(images[chosen]));
    listener(images[chosen]);
  };
}
