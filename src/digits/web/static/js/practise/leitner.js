/**
 * Spaced repetition after Leitner: each number is a card in one of five boxes, and comes back the sooner the lower its
 * box. A number whose digits this child confuses with others comes sooner still. Knows nothing of the page.
 *
 * @typedef {{box: number, due: number}} Card  the turn from which it may come back
 * @typedef {object} Progress
 * @property {number} turn  how many numbers were answered
 * @property {Record<string, Card>} cards  by "direction:language:number"
 * @property {Record<string, number>} confusions  by "wanted>read", two digits
 * @typedef {{direction: string, language: string}} Deck
 * @typedef {import("./compare-numbers.js").Mistake} Mistake
 */

import { digitsOf } from "./compare-numbers.js";

/** Turns after which the cards of the first, second, ... box come back. */
export const PAUSES = [2, 4, 8, 16, 32];

/** What a number that was never asked weighs; a card of the lowest box that is due weighs as many as there are boxes. */
const NEW = 2;

/** Confusions that count; more of the same would crowd out everything else. */
const MOST_CONFUSED = 4;

/** @returns {Progress} */
export const emptyProgress = () => ({ turn: 0, cards: {}, confusions: {} });

/**
 * @param {Deck} deck
 * @param {number} number
 */
const keyOf = ({ direction, language }, number) => `${direction}:${language}:${number}`;

/**
 * Note an answer: a number that was known at once moves a box up, one that was not goes back to the first; one that
 * was known with help stays where it is.
 *
 * @param {Progress} progress
 * @param {Deck} deck
 * @param {number} number
 * @param {"known"|"helped"|"missed"} outcome of the first try
 * @param {Mistake[]} mistakes
 * @returns {Progress}
 */
export function recordAnswer(progress, deck, number, outcome, mistakes = []) {
  const key = keyOf(deck, number);
  const before = progress.cards[key]?.box ?? 1;
  const box = { known: Math.min(PAUSES.length, before + 1), helped: before, missed: 1 }[outcome];
  const turn = progress.turn + 1;
  const confusions = outcome === "known" ? healed(progress.confusions, number) : confused(progress.confusions, mistakes);
  return { turn, cards: { ...progress.cards, [key]: { box, due: turn + PAUSES[box - 1] } }, confusions };
}

/**
 * @param {Record<string, number>} confusions
 * @param {Mistake[]} mistakes
 */
function confused(confusions, mistakes) {
  const after = { ...confusions };
  for (const { wanted, read } of mistakes) after[`${wanted}>${read}`] = (after[`${wanted}>${read}`] ?? 0) + 1;
  return after;
}

/**
 * @param {Record<string, number>} confusions
 * @param {number} number that was known
 */
function healed(confusions, number) {
  const digits = new Set(digitsOf(number));
  const after = Object.entries(confusions).map(([pair, count]) => [pair, digits.has(pair[0]) ? count - 1 : count]);
  return Object.fromEntries(after.filter(([, count]) => Number(count) > 0));
}

/**
 * @param {Record<string, number>} confusions
 * @param {string} digit
 * @returns {string|null} the digit that this one is most often confused with
 */
export function rivalOf(confusions, digit) {
  const rivals = Object.entries(confusions).filter(([pair]) => pair[0] === digit);
  return rivals.sort((a, b) => b[1] - a[1])[0]?.[0][2] ?? null;
}

/**
 * Choose the number that comes next: by chance among those that are due or new, each by its weight; where none is,
 * the one that is due soonest. Never the one before, where there is another.
 *
 * @param {Progress} progress
 * @param {Deck} deck
 * @param {number[]} numbers
 * @param {number|null} previous
 * @param {() => number} random in 0..1, 1 excluded
 * @returns {number}
 */
export function choose(progress, deck, numbers, previous, random) {
  const others = numbers.length > 1 ? numbers.filter((number) => number !== previous) : numbers;
  const weights = others.map((number) => weight(progress, progress.cards[keyOf(deck, number)], number));
  const sum = weights.reduce((total, each) => total + each, 0);
  if (sum === 0) return soonest(progress, deck, others);
  let left = random() * sum;
  const place = weights.findIndex((each) => (left -= each) < 0);
  return others[place];
}

/**
 * @param {Progress} progress
 * @param {Card|undefined} card
 * @param {number} number
 */
function weight(progress, card, number) {
  if (card && card.due > progress.turn) return 0;
  return (card ? PAUSES.length + 1 - card.box : NEW) * (1 + trouble(progress.confusions, number));
}

/**
 * @param {Record<string, number>} confusions
 * @param {number} number
 */
function trouble(confusions, number) {
  const digits = new Set(digitsOf(number));
  const counts = Object.entries(confusions).map(([pair, count]) => (digits.has(pair[0]) ? count : 0));
  return Math.min(MOST_CONFUSED, counts.reduce((sum, count) => sum + count, 0));
}

/**
 * @param {Progress} progress
 * @param {Deck} deck
 * @param {number[]} numbers that all have a card
 */
function soonest(progress, deck, numbers) {
  const due = (/** @type {number} */ number) => progress.cards[keyOf(deck, number)].due;
  return numbers.reduce((first, number) => (due(number) < due(first) ? number : first));
}
