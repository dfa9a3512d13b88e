/** The reading for use in a program: shown in the form that is chosen, and copied. */

import { emit } from "../shared/events.js";
import { t } from "../shared/texts.js";
import { asCurl, asJson, asPython } from "./snippets.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("../shared/events.js").Reading} Reading
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} recognizer
 */
export function mountPrograms(root, recognizer) {
  const kind = /** @type {HTMLSelectElement} */ (root.querySelector("[data-snippets-kind]"));
  const copy = /** @type {HTMLButtonElement} */ (root.querySelector("[data-snippets-copy]"));
  const text = /** @type {HTMLElement} */ (root.querySelector("[data-snippets-text]"));
  const label = copy.textContent;
  /** @type {Point[][]} */
  let strokes = [[[0.2, 0.2], [0.8, 0.2], [0.4, 1]]];
  /** @type {Reading|null} */
  let reading = null;

  const show = () => {
    copy.textContent = label;
    if (kind.value === "curl") text.textContent = asCurl(strokes, location.origin);
    else if (kind.value === "python") text.textContent = asPython(strokes);
    else text.textContent = reading === null ? t("answer.empty") : asJson(reading);
  };
  recognizer.addEventListener("digits:drawn", (event) => {
    const drawn = /** @type {CustomEvent} */ (event).detail.strokes;
    if (drawn.length > 0) strokes = drawn;
    show();
  });
  recognizer.addEventListener("digits:reading", (event) => {
    reading = /** @type {CustomEvent} */ (event).detail.reading;
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
