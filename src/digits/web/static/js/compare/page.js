/** Puts life into the page of comparison: one mount for each thing on it. */

import { mountPad } from "../shared/pad.js";
import { readTexts } from "../shared/texts.js";
import { mountConfusions } from "./confusions.js";
import { mountCurves } from "./curves.js";
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

readTexts();
const announcer = part("announcer");
document.addEventListener("digits:say", (event) => {
  announcer.textContent = /** @type {CustomEvent} */ (event).detail.text;
});

const models = readModels(part("table"));
mountRace(part("race"));
mountPad(part("pad"));
mountTable(part("table"));
mountScatter(part("scatter"), models);
mountCurves(part("curves"), models);
mountConfusions(part("confusions"));
mountHardest(part("hardest"));
