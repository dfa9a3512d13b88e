/** The training images that the network finds most similar. */

import { number, t } from "../shared/translations.js";
import { find } from "./dom.js";
import { SectionLoader } from "./section-loader.js";
import { Heatmap } from "./heatmap.js";
import { planeOf } from "./tensors.js";
import { keepPlace, tile } from "./tile.js";

/**
 * @typedef {import("./page-state.js").PageState} PageState
 * @typedef {{mnist_index: number, label: number, similarity: number, pixels: number[][]}} Neighbour
 */

const FULL = 255;
/** As many as the server answers with. */
const COUNT = 8;

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} page
 * @param {PageState} session
 */
export function mountNeighbours(root, page, session) {
  const list = find(root, "[data-list]");
  const words = find(root, "[data-said]");
  keepPlace(list, COUNT, 1);
  const loader = new SectionLoader(root, {
    delay: 400,
    load: (signal) => session.question("neighbours", signal),
    show: (/** @type {{features: number, neighbours: Neighbour[]}} */ { features, neighbours }) => {
      words.textContent = t("neighbours.features", { count: number(features) });
      list.replaceChildren(...neighbours.map(item));
    },
  });
  page.addEventListener("activations:changed", () => loader.refresh());
}

/** @param {Neighbour} neighbour */
function item({ mnist_index: index, label, similarity, pixels }) {
  const picture = new Heatmap(t("neighbours.image", { label, index: number(index) }));
  picture.paint(planeOf(pixels), { largest: FULL, isInk: true });
  return tile(picture, String(label), [t("neighbours.cosine", { value: number(similarity, 3) })]);
}
