/** Says what a drawing was meant to be, where the reading was wrong; the server keeps it. */

import { keepCorrection, takeBackCorrection } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { t } from "../shared/texts.js";

/** @typedef {import("../shared/events.js").Point} Point */

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} recognizer
 */
export function mountCorrection(form, recognizer) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const keep = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
  const undo = /** @type {HTMLButtonElement} */ (form.querySelector("[data-correction-undo]"));
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-correction-said]"));
  /** @type {Point[][]} */
  let strokes = [];
  /** @type {{id: string, key: string}|null} */
  let kept = null;

  /** @param {string} text */
  const say = (text) => {
    said.textContent = text;
    emit(form, "digits:say", { text });
  };
  const rest = () => {
    kept = null;
    undo.hidden = true;
    said.textContent = /** @type {string} */ (said.dataset.note);
  };
  /** @param {() => Promise<void>} work */
  const attempt = async (work) => {
    keep.disabled = undo.disabled = true;
    try {
      await work();
    } catch (error) {
      say(/** @type {Error} */ (error).message);
    }
    keep.disabled = strokes.length === 0;
    undo.disabled = false;
  };

  recognizer.addEventListener("digits:drawn", (event) => {
    strokes = /** @type {CustomEvent} */ (event).detail.strokes;
    keep.disabled = strokes.length === 0;
    rest();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const answer = await keepCorrection(strokes, input.value);
      kept = answer;
      undo.hidden = false;
      input.value = "";
      say(t("correction.kept", { label: answer.label }));
    });
  });
  undo.addEventListener("click", () =>
    attempt(async () => {
      if (kept !== null) await takeBackCorrection(kept);
      rest();
      say(t("correction.taken_back"));
    }),
  );
}
