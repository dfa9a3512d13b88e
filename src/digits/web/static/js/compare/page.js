/** Mounts every part of the page. */

import { mountDrawingArea } from "../shared/drawing-area.js";
import { loadTexts } from "../shared/translations.js";
import { mountConfusions } from "./confusions-view.js";
import { mountCurves } from "./curves-view.js";
import { mountHardest } from "./hardest.js";
import { readModels } from "./models.js";
import { mountRace } from "./race.js";
import { mountScatter } from "./scatter.js";
import { mountTable } from "./table.js";

/**
 * @param {string} name
 * @returns {HTMLElement}
 */
const part = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-${name}]`));

loadTexts();
const announcer = part("announcer");
document.addEventListener("digits:say", (event) => {
  announcer.textContent = /** @type {CustomEvent} */ (event).detail.text;
});

const models = readModels(part("table"));
mountRace(part("race"));
mountDrawingArea(part("drawing-area"));
mountTable(part("table"));
mountScatter(part("scatter"), models);
mountCurves(part("curves"), models);
mountConfusions(part("confusions"));
mountHardest(part("hardest"));
