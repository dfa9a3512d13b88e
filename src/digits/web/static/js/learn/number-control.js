/** A number control: a slider with a field to type in. */

import { t } from "../shared/translations.js";
import { find, findAll, plain } from "./dom.js";

/**
 * @typedef {object} Dial
 * @property {() => number} value the last number that was allowed
 * @property {(value: number) => void} set
 */

/**
 * @param {ParentNode} root
 * @param {string} name
 * @param {() => void} changed
 * @returns {Dial}
 */
export function mountNumberControl(root, name, changed) {
  const element = find(root, `[data-number-control="${name}"]`);
  const [slider, field] = /** @type {HTMLInputElement[]} */ (findAll(element, "input"));
  const wrong = find(element, ".number-invalid");
  let value = Number(field.value);

  const complain = () => {
    const isWhole = slider.step === "1";
    const name = isWhole ? "number.invalid_whole" : "number.invalid";
    wrong.textContent = t(name, { low: plain(Number(field.min)), high: plain(Number(field.max)) });
  };
  /** @param {boolean} allowed */
  const show = (allowed) => {
    field.setAttribute("aria-invalid", String(!allowed));
    wrong.hidden = allowed;
    if (!allowed) complain();
  };
  slider.addEventListener("input", () => {
    value = Number(slider.value);
    field.value = slider.value;
    show(true);
    changed();
  });
  field.addEventListener("input", () => {
    const isWhole = slider.step !== "1" || Number.isInteger(Number(field.value));
    const allowed = field.value !== "" && field.checkValidity() && isWhole;
    show(allowed);
    if (!allowed) return;
    value = Number(field.value);
    slider.value = field.value;
    changed();
  });
  return {
    value: () => value,
    set(given) {
      value = given;
      field.value = slider.value = String(given);
      show(true);
    },
  };
}
