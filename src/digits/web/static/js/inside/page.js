/** Puts life into the page: one mount for each thing on it. */

import { mountPad } from "../shared/pad.js";
import { readTexts } from "../shared/texts.js";
import { mountDigit } from "./digit.js";
import { find } from "./dom.js";
import { mountNeighbours } from "./neighbours.js";
import { mountNetwork } from "./network.js";
import { mountOcclusion } from "./occlusion.js";
import { Session } from "./session.js";
import { mountStrokes } from "./strokes.js";
import { mountWay } from "./way.js";

readTexts();

const page = find(document, "[data-inside]");
const announcer = find(document, "[data-announcer]");
const session = new Session(page);

document.addEventListener("digits:say", (event) => {
  announcer.textContent = /** @type {CustomEvent} */ (event).detail.text;
});

mountPad(find(page, "[data-pad]"));
mountWay(find(page, "[data-way]"), find(page, "[data-contents]"), page, session);
mountDigit(find(page, "[data-digit]"), page, session);
mountOcclusion(find(page, "[data-occlusion]"), page, session);
mountNeighbours(find(page, "[data-neighbours]"), page, session);
mountStrokes(find(page, "[data-strokes]"), page, session);
mountNetwork(find(page, "[data-network]"), page, session);
