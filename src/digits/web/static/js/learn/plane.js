/** The plane of the two inputs: where a neuron or a network answers 1. Knows nothing of the page. */

/**
 * @typedef {import("./perceptron.js").Weights} Weights
 * @typedef {[number, number]} Place  in the plane of the inputs
 */

/** The part of the plane that is shown, on both axes. */
export const LOW = -0.5;
export const HIGH = 1.5;

/** @type {Place[]} */
const SQUARE = [[LOW, LOW], [HIGH, LOW], [HIGH, HIGH], [LOW, HIGH]];

/**
 * @param {Weights} weights
 * @param {Place} place
 */
const height = ([bias, w1, w2], [x1, x2]) => bias + w1 * x1 + w2 * x2;

/**
 * @param {Place} from
 * @param {Place} to
 * @param {number} part of the way
 * @returns {Place}
 */
const between = (from, to, part) => [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];

/**
 * The square cut by the line where the weighted sum is 0 (Sutherland and Hodgman, 1974).
 *
 * @param {Weights} weights
 * @returns {Place[]} the corners of the part where the sum is above 0; none where there is no such part
 */
export function halfPlane(weights) {
  return SQUARE.flatMap((corner, index) => {
    const next = SQUARE[(index + 1) % SQUARE.length];
    const [here, there] = [height(weights, corner), height(weights, next)];
    const kept = here > 0 ? [corner] : [];
    return here > 0 === there > 0 ? kept : [...kept, between(corner, next, here / (here - there))];
  });
}

/**
 * @param {Weights} weights
 * @returns {[Place, Place]|null} the ends of the line where the sum is 0, in the square; null where it lies outside
 */
export function line(weights) {
  const ends = SQUARE.flatMap((corner, index) => {
    const next = SQUARE[(index + 1) % SQUARE.length];
    const [here, there] = [height(weights, corner), height(weights, next)];
    return here > 0 === there > 0 ? [] : [between(corner, next, here / (here - there))];
  });
  return ends.length === 2 ? [ends[0], ends[1]] : null;
}

/**
 * The part of the square where a network answers more than a half, in strips.
 *
 * @param {(place: Place) => number} answer
 * @param {number} strips how many, and how many cells in each
 * @returns {[number, number, number][]} left end, right end and lower edge of each stretch
 */
export function region(answer, strips) {
  const size = (HIGH - LOW) / strips;
  /** @type {[number, number, number][]} */
  const stretches = [];
  for (let row = 0; row < strips; row += 1) {
    const bottom = LOW + row * size;
    let from = -1;
    for (let column = 0; column <= strips; column += 1) {
      const isOne = column < strips && answer([LOW + (column + 0.5) * size, bottom + size / 2]) > 0.5;
      if (isOne && from < 0) from = column;
      if (!isOne && from >= 0) {
        stretches.push([LOW + from * size, LOW + column * size, bottom]);
        from = -1;
      }
    }
  }
  return stretches;
}
