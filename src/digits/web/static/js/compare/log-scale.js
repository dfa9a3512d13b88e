/** Logarithmic scales, and which labels fit beside their points. Knows nothing of the page. */

/**
 * @param {number} low end of the axis, above 0
 * @param {number} high
 * @param {number} from where the low end stands, in pixels
 * @param {number} to
 * @returns {(value: number) => number}
 */
export function logarithmic(low, high, from, to) {
  const span = Math.log(high) - Math.log(low);
  return (value) => from + ((to - from) * (Math.log(Math.max(value, low)) - Math.log(low))) / span;
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} from where the low end stands, in pixels
 * @param {number} to
 * @returns {(value: number) => number}
 */
export function linear(low, high, from, to) {
  return (value) => from + ((to - from) * (value - low)) / Math.max(high - low, Number.EPSILON);
}

/**
 * @param {number[]} values above 0
 * @returns {[number, number]} the numbers 1, 2 or 5 times a power of ten that lie around all of them
 */
export function roundRange(values) {
  const steps = [1, 2, 5, 10];
  const power = (/** @type {number} */ value) => 10 ** Math.floor(Math.log10(value) + 1e-9);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const below = Math.max(1, ...steps.filter((step) => step * power(least) <= least * (1 + 1e-9)));
  const above = steps.find((step) => step * power(most) >= most * (1 - 1e-9)) ?? 10;
  return [below * power(least), above * power(most)];
}

/**
 * @param {number} low
 * @param {number} high
 * @returns {number[]} powers of ten between them; with 2 and 5 times these where there are few
 */
export function ticks(low, high) {
  const decades = Math.log10(high / low);
  const steps = decades > 2.5 ? [1] : [1, 2, 5];
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const step of steps) {
      const value = step * 10 ** power;
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) found.push(value);
    }
  }
  return found;
}

/**
 * The share of a label's width that lies before its anchor.
 *
 * @type {Record<string, number>}
 */
const BEFORE = { start: 0, middle: 0.5, end: 1 };

/**
 * Places labels beside their points, to the right, the left, above or below, where they hide nothing.
 *
 * @param {{x: number, y: number, width: number}[]} points the first ones choose first
 * @param {{width: number, height: number}} area
 * @param {number} height of a label
 * @returns {({x: number, y: number, "text-anchor": string}|null)[]} of each the place in its line; null where there is no room
 */
export function placeLabels(points, area, height) {
  const gap = 8;
  /** @type {number[][]} */
  const taken = points.map(({ x, y }) => [x - 5, y - 5, x + 5, y + 5]);
  return points.map(({ x, y, width }) => {
    const candidates = [
      { x: x + gap, top: y - height / 2, "text-anchor": "start" },
      { x: x - gap, top: y - height / 2, "text-anchor": "end" },
      { x, top: y - gap - height, "text-anchor": "middle" },
      { x, top: y + gap, "text-anchor": "middle" },
    ];
    for (const { top, ...position } of candidates) {
      const left = position.x - width * BEFORE[position["text-anchor"]];
      const box = [left, top, left + width, top + height];
      const inside = left >= 0 && top >= 0 && box[2] <= area.width && box[3] <= area.height;
      if (!inside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return { ...position, y: top + height * 0.75 };
    }
    return null;
  });
}

/**
 * @param {number[]} one left, top, right, bottom
 * @param {number[]} other
 */
const overlap = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
