/** The numbers to choose from: near the right one, so that the child must look. Knows nothing of the page. */

import { digitsOf } from "./compare-numbers.js";

const COUNT = 4;

/** The digits that are most easily taken for each digit. */
const LOOKALIKES = ["68", "7", "7", "58", "97", "36", "05", "12", "30", "47"];

/**
 * @param {number} number
 * @param {number} most the largest number of the level
 * @param {() => number} random in 0..1, 1 excluded
 * @returns {number[]} four in chance order, the number among them
 */
export function choicesFor(number, most, random) {
  const near = [...swapped(number), ...lookalikes(number), number + 1, number - 1, number + 10, number - 10];
  const fits = near.filter((each) => each >= 0 && each <= most && each !== number);
  const others = [...new Set(fits)].slice(0, COUNT - 1);
  while (others.length < COUNT - 1) {
    const any = Math.floor(random() * (most + 1));
    if (any !== number && !others.includes(any)) others.push(any);
  }
  return shuffled([number, ...others], random);
}

/** @param {number} number */
const swapped = (number) => (number >= 10 && number < 100 && number % 10 !== 0 ? [Number(digitsOf(number).reverse().join(""))] : []);

/** @param {number} number */
function lookalikes(number) {
  const digits = digitsOf(number);
  return digits.flatMap((digit, place) =>
    [...LOOKALIKES[Number(digit)]]
      .filter((other) => digits.length === 1 || place > 0 || other !== "0")
      .map((other) => Number(digits.map((same, index) => (index === place ? other : same)).join(""))),
  );
}

/**
 * @param {number[]} numbers
 * @param {() => number} random
 */
function shuffled(numbers, random) {
  const left = [...numbers];
  return numbers.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}
