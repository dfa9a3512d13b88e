/** Mounts every part of the page. */

import { mountDrawingArea } from "../shared/drawing-area.js";
import { loadTexts } from "../shared/translations.js";
import { mountInputDigit } from "./input-digit.js";
import { find } from "./dom.js";
import { mountNeighbours } from "./neighbours.js";
import { mountNetworkChoice } from "./network-choice.js";
import { mountOcclusion } from "./occlusion.js";
import { PageState } from "./page-state.js";
import { mountStrokeImportance } from "./stroke-importance.js";
import { mountLayerList } from "./layer-list.js";

loadTexts();

const page = find(document, "[data-activations]");
const announcer = find(document, "[data-announcer]");
const session = new PageState(page);

document.addEventListener("digits:say", (event) => {
  announcer.textContent = /** @type {CustomEvent} */ (event).detail.text;
});

mountDrawingArea(find(page, "[data-drawing-area]"));
mountLayerList(find(page, "[data-layer-list]"), find(page, "[data-contents]"), page, session);
mountInputDigit(find(page, "[data-digit]"), page, session);
mountOcclusion(find(page, "[data-occlusion]"), page, session);
mountNeighbours(find(page, "[data-neighbours]"), page, session);
mountStrokeImportance(find(page, "[data-strokes]"), page, session);
mountNetworkChoice(find(page, "[data-network]"), page, session);
