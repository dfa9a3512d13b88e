/** Mounts every part of the page. */

import { mountDrawingArea } from "../shared/drawing-area.js";
import { readTexts } from "../shared/translations.js";
import { mountDigit } from "./input-digit.js";
import { find } from "./dom.js";
import { mountNeighbours } from "./neighbours.js";
import { mountNetwork } from "./network-choice.js";
import { mountOcclusion } from "./occlusion.js";
import { Session } from "./page-state.js";
import { mountStrokes } from "./stroke-importance.js";
import { mountLayerList } from "./layer-list.js";

readTexts();

const page = find(document, "[data-activations]");
const announcer = find(document, "[data-announcer]");
const session = new Session(page);

document.addEventListener("digits:say", (event) => {
  announcer.textContent = /** @type {CustomEvent} */ (event).detail.text;
});

mountDrawingArea(find(page, "[data-drawing-area]"));
mountLayerList(find(page, "[data-layer-list]"), find(page, "[data-contents]"), page, session);
mountDigit(find(page, "[data-digit]"), page, session);
mountOcclusion(find(page, "[data-occlusion]"), page, session);
mountNeighbours(find(page, "[data-neighbours]"), page, session);
mountStrokes(find(page, "[data-strokes]"), page, session);
mountNetwork(find(page, "[data-network]"), page, session);
