/** The list of this visit's drawings, each with its answer, to be drawn again. */

import { emit } from "../shared/events.js";
import { store, stored } from "../shared/session-storage.js";
import { t } from "../shared/translations.js";
import { addDrawing, parsed, pathOf } from "./history.js";
import { describe, sentence } from "./reading-text.js";

/** @typedef {import("./history.js").Entry} Entry */

const STORED = "digits-history";
const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} recognizer
 */
export function mountHistory(root, recognizer) {
  const list = /** @type {HTMLElement} */ (root.querySelector("[data-history-list]"));
  let entries = parsed(stored(STORED));
  /** @type {Entry|null} of the drawing that is in the drawing area */
  let present = null;

  const show = () => {
    root.hidden = entries.length === 0;
    list.replaceChildren(...entries.map(item));
    store(STORED, JSON.stringify(entries));
  };
  const remember = () => {
    if (present !== null) entries = addDrawing(entries, present);
    present = null;
    show();
  };
  recognizer.addEventListener("digits:drawn", (event) => {
    const { strokes } = /** @type {CustomEvent} */ (event).detail;
    if (strokes.length === 0) remember();
  });
  recognizer.addEventListener("digits:reading", (event) => {
    const { reading, strokes } = /** @type {CustomEvent} */ (event).detail;
    present = { strokes, digit: describe(reading).digit, verdict: sentence(reading) };
  });
  /** @type {HTMLElement} */ (root.querySelector("[data-history-clear]")).addEventListener("click", () => {
    entries = [];
    show();
  });
  addEventListener("pagehide", remember);
  show();

  /** @param {Entry} entry */
  function item(entry) {
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "history-item";
    button.setAttribute("aria-label", t("history.again", { verdict: entry.verdict }));
    const said = document.createElement("span");
    said.dir = "ltr";
    said.textContent = entry.digit;
    button.append(picture(entry.strokes), said);
    button.addEventListener("click", () => {
      remember();
      emit(recognizer, "digits:restore", { strokes: entry.strokes });
    });
    line.append(button);
    return line;
  }
}

/** @param {Entry["strokes"]} strokes */
function picture(strokes) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 1 1");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("history-ink");
  path.setAttribute("d", pathOf(strokes));
  svg.append(path);
  return svg;
}
