/** Pooling of a small grid: maximum or average. */

import { block, POOLS, pool } from "./convolution.js";
import { find, findAll, plain, radios } from "./dom.js";
import { seeded } from "./random.js";

const SIDE = 6;
const HALF = SIDE / 2;

/** @param {HTMLElement} root */
export function mountPooling(root) {
  const cells = findAll(find(root, "[data-from]"), "td");
  const buttons = findAll(find(root, "[data-to]"), "button");
  const kinds = radios(root, "pool", () => show());
  let seed = 1;
  let chosen = 4;

  const show = () => {
    const random = seeded(seed);
    const map = { side: SIDE, values: Array.from({ length: SIDE * SIDE }, () => Math.floor(10 * random())) };
    const kind = /** @type {"max"|"average"} */ (kinds.value());
    const places = block(map, Math.floor(chosen / HALF), chosen % HALF);
    cells.forEach((cell, place) => {
      cell.textContent = plain(map.values[place]);
      cell.classList.toggle("is-here", places.includes(place));
    });
    pool(map, kind).values.forEach((value, index) => {
      buttons[index].textContent = plain(value);
      buttons[index].setAttribute("aria-pressed", String(index === chosen));
    });
    find(root, "[data-formula]").textContent = formula(places.map((place) => map.values[place]), kind);
  };
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => {
      chosen = index;
      show();
    });
  });
  find(root, "[data-other]").addEventListener("click", () => {
    seed += 1;
    show();
  });
  show();
}

/**
 * @param {number[]} values
 * @param {"max"|"average"} kind
 */
function formula(values, kind) {
  const result = plain(POOLS[kind](values));
  const shown = values.map((value) => plain(value));
  return kind === "max" ? `max(${shown.join("; ")}) = ${result}` : `(${shown.join(" + ")}) / 4 = ${result}`;
}
