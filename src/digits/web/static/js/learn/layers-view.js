/** Draws the layers of dense networks. */

import { column, isCut } from "./layer-layout.js";
import { findAll, svg } from "./dom.js";

/** The unit of each layer whose weights stand out. */
const SHOWN = 2;
const [WIDTH, HEIGHT, EDGE] = [480, 220, 30];

/** @param {ParentNode} root */
export function drawLayers(root) {
  for (const picture of findAll(root, "[data-layers]")) {
    const sizes = /** @type {string} */ (picture.dataset.layers).split(" ").map(Number);
    const columns = sizes.map((size, layer) => {
      const x = EDGE + (layer * (WIDTH - 2 * EDGE)) / (sizes.length - 1);
      return column(size, HEIGHT / 2).map((y) => /** @type {[number, number]} */ ([x, y]));
    });
    const lines = columns.slice(1).flatMap((places, layer) => connections(columns[layer], places));
    const units = columns.flat().map(([cx, cy]) => svg("circle", { class: "layers-unit", cx, cy, r: 7 }));
    const gaps = sizes.flatMap((size, layer) => (isCut(size) ? dots(columns[layer][0][0]) : []));
    picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    picture.replaceChildren(...lines, ...units, ...gaps);
  }
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
