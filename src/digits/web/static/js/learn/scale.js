/** Scales and ticks of charts. Knows nothing of the page. */

/**
 * @typedef {object} Scale
 * @property {(value: number) => number} place of a value, in pixels
 * @property {number[]} ticks
 */

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range in pixels
 * @param {number} most ticks
 * @returns {Scale} ticks at round numbers
 */
export function linear([low, high], [from, to], most = 6) {
  const width = roundStep((high - low) / most);
  const first = Math.ceil(low / width - 1e-9);
  const count = Math.floor(high / width + 1e-9) - first + 1;
  return {
    place: (value) => from + ((value - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: count }, (_, index) => Number(((first + index) * width).toPrecision(12))),
  };
}

/** @param {number} least @returns {number} the next of ..., 0.5, 1, 2, 5, 10, ... */
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * /** @type {number} */ ([1, 2, 5, 10].find((step) => step * power >= least * (1 - 1e-9)));
}

/**
 * @param {[number, number]} domain both above 0
 * @param {[number, number]} range in pixels
 * @param {number} most ticks; where 1, 2 and 5 make more, there are powers of ten only
 * @returns {Scale} ticks at 1, 2 and 5 times the powers of ten; where less than a decade is shown, at round numbers
 */
export function logarithmic([low, high], range, most = 9) {
  const { place } = linear([Math.log10(low), Math.log10(high)], range);
  if (high / low < 10) {
    return { place: (value) => place(Math.log10(value)), ticks: linear([low, high], range).ticks };
  }
  /** @type {number[]} */
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
    ticks.push(...[1, 2, 5].map((step) => Number((step * 10 ** power).toPrecision(12))));
  }
  const inside = ticks.filter((tick) => tick >= low && tick <= high);
  const powers = inside.filter((tick) => Number.isInteger(Number(Math.log10(tick).toFixed(9))));
  return { place: (value) => place(Math.log10(value)), ticks: inside.length > most ? powers : inside };
}

/**
 * @param {number} value
 * @param {number} [most] decimals
 * @returns {number} decimals that the value needs, at most so many
 */
export function decimals(value, most = 9) {
  return (Number(value.toFixed(most)).toString().split(".")[1] ?? "").replace(/e.*/, "").length;
}
