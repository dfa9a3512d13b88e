/** Draws the layers of dense networks. */

import { findAll, svg } from "./dom.js";

/** Units that are drawn of a layer; of a larger one, the middle of them is left out. */
const MOST = 9;
const MIDDLE = (MOST - 1) / 2;
/** The unit of each layer whose weights stand out. */
const SHOWN = 2;
const [WIDTH, HEIGHT, EDGE, APART] = [480, 220, 30, 22];

/** @param {ParentNode} root */
export function drawLayers(root) {
  for (const picture of findAll(root, "[data-layers]")) {
    const sizes = /** @type {string} */ (picture.dataset.layers).split(" ").map(Number);
    const columns = sizes.map((size, layer) => column(size, EDGE + (layer * (WIDTH - 2 * EDGE)) / (sizes.length - 1)));
    const lines = columns.slice(1).flatMap((places, layer) => connections(columns[layer], places));
    const units = columns.flat().map(([cx, cy]) => svg("circle", { class: "layers-unit", cx, cy, r: 7 }));
    const gaps = sizes.flatMap((size, layer) => (size > MOST ? dots(columns[layer][0][0]) : []));
    picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    picture.replaceChildren(...lines, ...units, ...gaps);
  }
}

/**
 * @param {number} size of the layer
 * @param {number} x
 * @returns {[number, number][]} where its units are drawn
 */
function column(size, x) {
  const count = Math.min(MOST, size);
  const places = Array.from({ length: count }, (_, unit) => {
    return /** @type {[number, number]} */ ([x, HEIGHT / 2 + (unit - (count - 1) / 2) * APART]);
  });
  return size > MOST ? places.toSpliced(MIDDLE, 1) : places;
}

/**
 * @param {[number, number][]} before
 * @param {[number, number][]} after
 */
function connections(before, after) {
  return after.flatMap(([x2, y2], unit) => {
    const name = unit === SHOWN ? "layers-line is-one" : "layers-line";
    return before.map(([x1, y1]) => svg("line", { class: name, x1, y1, x2, y2 }));
  });
}

/** @param {number} cx of a layer of which not all units are drawn */
function dots(cx) {
  return [-6, 0, 6].map((down) => svg("circle", { class: "layers-dot", cx, cy: HEIGHT / 2 + down, r: 1.8 }));
}
