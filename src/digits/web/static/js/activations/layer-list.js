/** The cards of all layers, and a table of contents. */

import { Card } from "./layer-card.js";
import { make } from "./dom.js";
import { title } from "./layer-text.js";

/** @typedef {import("./page-state.js").PageState} PageState */

/**
 * @param {HTMLElement} list of the cards
 * @param {HTMLElement} contents
 * @param {HTMLElement} root at which the session tells of changes
 * @param {PageState} session
 */
export function mountLayerList(list, contents, root, session) {
  /** @type {Card[]} */
  let cards = [];
  root.addEventListener("activations:network", () => {
    for (const card of cards) card.stop();
    cards = session.layers.map((layer) => new Card(session, layer));
    list.replaceChildren(...cards.map(({ element }) => element));
    contents.replaceChildren(...session.layers.map(entry));
    goToAddress();
  });
  root.addEventListener("activations:changed", () => {
    for (const card of cards) card.refresh();
  });
}

/** The layer that the page's address names was not there yet when the browser looked for it. */
function goToAddress() {
  if (location.hash.startsWith("#layer-")) document.querySelector(location.hash)?.scrollIntoView();
}

/** @param {import("./page-state.js").Layer} layer */
function entry(layer) {
  const link = make("a", { href: `#layer-${layer.index}` }, make("span", { class: "contents-number" }, String(layer.index)), title(layer));
  return make("li", {}, link);
}
