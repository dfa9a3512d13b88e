/** The layers of the network under each other, and a list of them to go to each. */

import { t } from "../shared/texts.js";
import { Card } from "./card.js";
import { make } from "./dom.js";
import { title } from "./words.js";

/** @typedef {import("./session.js").Session} Session */

/**
 * @param {HTMLElement} list of the cards
 * @param {HTMLElement} contents
 * @param {HTMLElement} root at which the session tells of changes
 * @param {Session} session
 */
export function mountWay(list, contents, root, session) {
  /** @type {Card[]} */
  let cards = [];
  root.addEventListener("inside:network", () => {
    for (const card of cards) card.stop();
    cards = session.layers.map((layer) => new Card(session, layer));
    list.replaceChildren(...cards.map(({ element }) => element));
    contents.replaceChildren(...session.layers.map(entry));
    goToAddress();
  });
  root.addEventListener("inside:changed", () => {
    for (const card of cards) card.refresh();
  });
}

/** The layer that the page's address names was not there yet when the browser looked for it. */
function goToAddress() {
  if (location.hash.startsWith("#layer-")) document.querySelector(location.hash)?.scrollIntoView();
}

/** @param {import("./session.js").Layer} layer */
function entry(layer) {
  const link = make("a", { href: `#layer-${layer.place}` }, make("span", { class: "contents-number" }, String(layer.place)), title(layer));
  return make("li", {}, link);
}
