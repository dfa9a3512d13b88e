/** Positions of the units of a layer. Knows nothing of the page. */

/** A layer of so many units is drawn whole; of a larger one, a few at both ends. */
const MOST = 10;
/** Units at either end of such a layer; the room of one more between them is left to dots. */
const ENDS = 4;
const APART = 22;

/**
 * @param {number} size of the layer
 * @param {number} middle of the picture
 * @returns {number[]} how far down its units are drawn
 */
export function column(size, middle) {
  const whole = size <= MOST;
  const count = whole ? size : 2 * ENDS + 1;
  const places = Array.from({ length: count }, (_, unit) => middle + (unit - (count - 1) / 2) * APART);
  return whole ? places : places.toSpliced(ENDS, 1);
}

/** @param {number} size @returns {boolean} whether units of a layer are left out */
export const isCut = (size) => size > MOST;
