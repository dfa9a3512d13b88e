/** A picture in a row of several, with a digit and words under it. */

import { make } from "./dom.js";
import { Heatmap } from "./heatmap.js";

const SIDE = 28;
/** Keeps a line's height where there is nothing to say yet. */
const NOTHING = "\u00a0";

/**
 * @param {Heatmap} picture
 * @param {string} digit
 * @param {string[]} lines
 * @param {boolean} [isFirst] whether it stands out
 * @returns {HTMLElement}
 */
export function tile(picture, digit, lines, isFirst = false) {
  const words = lines.flatMap((line, index) => (index === 0 ? [line] : [make("br"), line]));
  return make(
    "li",
    { class: isFirst ? "tile is-first" : "tile" },
    picture.element,
    make("span", { class: "tile-digit" }, digit),
    make("span", { class: "tile-words" }, ...words),
  );
}

/**
 * Keep the place of tiles that are on their way, so that nothing under them moves when they come.
 *
 * @param {HTMLElement} list
 * @param {number} count of the tiles
 * @param {number} lines of words under each
 */
export function keepPlace(list, count, lines) {
  if (list.childElementCount === count) return;
  const blanks = Array.from({ length: count }, () => tile(new Heatmap("", [SIDE, SIDE]), NOTHING, new Array(lines).fill(NOTHING)));
  for (const blank of blanks) {
    blank.classList.add("is-blank");
    blank.setAttribute("aria-hidden", "true");
  }
  list.replaceChildren(...blanks);
}
