/** The form that sends a correction of a wrong reading to the server, or deletes it. */

import { ApiError, sendCorrection, deleteCorrection } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { store, stored } from "../shared/session-storage.js";
import { t, showText } from "../shared/translations.js";
import { digitsIn, fitsDrawing } from "./correction-fit.js";
import { written } from "./reading-text.js";
import { inLatinDigits, findCorrection, parseCorrections, addCorrection, removeCorrection } from "./saved-corrections.js";

/** @typedef {import("../shared/events.js").Point} Point */
/** @typedef {import("./saved-corrections.js").SavedCorrection} SavedCorrection */

const STORED = "digits-corrections";

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} recognizer
 * @param {() => string|null} chosenModel
 */
export function mountCorrection(form, recognizer, chosenModel) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const keep = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
  const undo = /** @type {HTMLButtonElement} */ (form.querySelector("[data-correction-undo]"));
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-correction-said]"));
  let list = parseCorrections(stored(STORED));
  /** @type {Point[][]} */
  let strokes = [];
  /** @type {import("../shared/events.js").Reading|null} of the strokes */
  let reading = null;

  /** @param {SavedCorrection[]} others */
  const remember = (others) => {
    list = others;
    store(STORED, JSON.stringify(list));
    undo.hidden = findCorrection(list, strokes) === null;
  };
  /**
   * @param {string} text
   * @param {string} [detail] in English
   */
  const say = (text, detail = "") => {
    showText(said, text, detail);
    emit(form, "digits:say", { text: /** @type {string} */ (said.textContent) });
  };
  /** @param {Point[][]} drawn whose correction is deleted, where there is one */
  const takeBack = async (drawn) => {
    const kept = findCorrection(list, drawn);
    if (kept === null) return;
    try {
      await deleteCorrection(kept);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error; // else it is deleted already
    }
    remember(removeCorrection(list, kept));
  };
  /** @param {(drawn: Point[][], sayHere: typeof say) => Promise<void>} work that says nothing once there is another drawing */
  const attempt = async (work) => {
    const drawn = strokes;
    const sayHere = (/** @type {string} */ text, detail = "") => {
      if (drawn === strokes) say(text, detail);
    };
    keep.disabled = undo.disabled = true;
    try {
      await work(drawn, sayHere);
    } catch (error) {
      const { message, said: words = message, detail = "" } = /** @type {ApiError} */ (error);
      sayHere(words, detail);
    }
    keep.disabled = strokes.length === 0;
    undo.disabled = false;
  };

  recognizer.addEventListener("digits:drawn", (event) => {
    strokes = /** @type {CustomEvent} */ (event).detail.strokes;
    reading = null;
    keep.disabled = strokes.length === 0;
    undo.hidden = findCorrection(list, strokes) === null;
    said.textContent = /** @type {string} */ (said.dataset.note);
  });
  recognizer.addEventListener("digits:reading", (event) => {
    ({ reading } = /** @type {CustomEvent} */ (event).detail);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const label = inLatinDigits(input.value);
    if (!fitsDrawing(label, strokes, reading)) {
      say(t("correction.one_digit", { label: written(label), count: digitsIn(label) }));
      input.focus();
      return;
    }
    attempt(async (drawn, sayHere) => {
      await takeBack(drawn);
      const answer = await sendCorrection(drawn, label, chosenModel());
      remember(addCorrection(list, { id: answer.id, key: answer.key, strokes: drawn }));
      if (drawn === strokes) input.value = "";
      sayHere(t("correction.saved", { label: written(answer.label) }));
    });
  });
  undo.addEventListener("click", () =>
    attempt(async (drawn, sayHere) => {
      await takeBack(drawn);
      sayHere(t("correction.deleted"));
    }),
  );
}
