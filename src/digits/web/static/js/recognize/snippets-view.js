/** Shows the reading as a snippet for programs, and copies it. */

import { emit } from "../shared/events.js";
import { t } from "../shared/translations.js";
import { asCurl, asJson, asPython } from "./snippets.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("../shared/events.js").Reading} Reading
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} recognizer
 * @param {() => string|null} chosenModel null for the default one
 */
export function mountSnippets(root, recognizer, chosenModel) {
  const kind = /** @type {HTMLSelectElement} */ (root.querySelector("[data-snippets-kind]"));
  const copy = /** @type {HTMLButtonElement} */ (root.querySelector("[data-snippets-copy]"));
  const text = /** @type {HTMLElement} */ (root.querySelector("[data-snippets-text]"));
  const label = copy.textContent;
  /** @type {Point[][]} */
  let strokes = [];
  /** @type {Reading|null} the last one of a drawing, or of how it was before */
  let reading = null;
  let isWaiting = false;
  let isInTrouble = false;

  const json = () => {
    if (isInTrouble) return t("answer.trouble");
    return reading === null ? t("result.waiting") : asJson(reading);
  };
  const show = () => {
    const isOld = kind.value === "json" && (isWaiting || reading === null);
    copy.textContent = label;
    copy.disabled = strokes.length === 0 || isOld;
    text.setAttribute("aria-busy", String(strokes.length > 0 && kind.value === "json" && isWaiting));
    if (strokes.length === 0) text.textContent = t("answer.empty");
    else if (kind.value === "curl") text.textContent = asCurl(strokes, location.origin, chosenModel());
    else if (kind.value === "python") text.textContent = asPython(strokes, chosenModel());
    else text.textContent = json();
  };
  /** @param {boolean} waits for a reading */
  const wait = (waits) => {
    isWaiting = waits;
    isInTrouble = false;
    show();
  };
  recognizer.addEventListener("digits:drawn", (event) => {
    strokes = /** @type {CustomEvent} */ (event).detail.strokes;
    if (strokes.length === 0) reading = null;
    wait(strokes.length > 0);
  });
  recognizer.addEventListener("digits:model", () => wait(strokes.length > 0));
  recognizer.addEventListener("digits:reading", (event) => {
    const read = /** @type {CustomEvent} */ (event).detail;
    reading = read.reading;
    wait(read.strokes !== strokes);
  });
  recognizer.addEventListener("digits:trouble", () => {
    reading = null;
    isWaiting = false;
    isInTrouble = true;
    show();
  });
  kind.addEventListener("change", show);
  copy.addEventListener("click", async () => {
    const said = await copied(/** @type {string} */ (text.textContent));
    copy.textContent = said ? t("snippets.copied") : label;
    if (!said) getSelection()?.selectAllChildren(text);
    emit(root, "digits:say", { text: t(said ? "snippets.copied" : "snippets.select") });
  });
  show();
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether the browser let it be copied
 */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
