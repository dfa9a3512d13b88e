/** Mounts every part of the page. */

import { loadTexts } from "../shared/translations.js";
import { mountAnswer } from "./answer.js";
import { mountBars } from "./bars.js";
import { mountCorrection } from "./correction.js";
import { mountHistory } from "./history-view.js";
import { emit } from "../shared/events.js";
import { store, stored } from "../shared/session-storage.js";
import { mountNumberParts } from "./number-parts.js";
import { mountDrawingArea } from "../shared/drawing-area.js";
import { mountSnippets } from "./snippets-view.js";
import { mountResults } from "./results.js";
import { mountLiveReading } from "./live-reading.js";
import { mountDrop, mountPaste, mountUpload } from "./picture-sources.js";
import { mountSteps } from "./steps.js";

loadTexts();

const CHOSEN = "digits-model";

/**
 * @param {string} selector
 * @returns {HTMLElement}
 */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

const recognizer = find("[data-recognizer]");
const pictures = find("[data-pictures]");
const announcer = find("[data-announcer]");
const boxes = /** @type {SVGSVGElement} */ (document.querySelector("[data-drawing-area-boxes]"));
const choice = /** @type {HTMLSelectElement|null} */ (document.querySelector("[data-model-choice]"));
const chosenModel = () => choice?.value ?? null;

const kept = stored(CHOSEN);
if (choice && [...choice.options].some(({ value }) => value === kept)) choice.value = /** @type {string} */ (kept);
choice?.addEventListener("change", () => {
  store(CHOSEN, choice.value);
  emit(choice, "digits:model");
});
document.addEventListener("digits:say", (event) => {
  announcer.textContent = /** @type {CustomEvent} */ (event).detail.text;
});

mountAnswer(find("[data-answer]"), recognizer);
mountBars(find("[data-bars]"), recognizer);
mountNumberParts(find("[data-bars]"), boxes, recognizer);
mountSteps(find("[data-steps]"), recognizer);
mountHistory(find("[data-history]"), recognizer);
mountSnippets(find("[data-snippets]"), recognizer, () => (choice && choice.selectedIndex > 0 ? choice.value : null));
const correction = document.querySelector("[data-correction]");
if (correction instanceof HTMLFormElement) mountCorrection(correction, recognizer, chosenModel);
mountLiveReading(recognizer, chosenModel);
mountDrawingArea(find("[data-drawing-area]"));

mountResults(pictures, chosenModel);
mountDrop(find("[data-drop]"));
mountPaste(pictures);
for (const form of document.querySelectorAll("[data-upload]")) mountUpload(/** @type {HTMLFormElement} */ (form));
