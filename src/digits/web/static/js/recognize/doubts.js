/** The places of a reading that are in doubt: numbered, and grouped by reason. Knows nothing of the page. */

/**
 * @typedef {import("../shared/events.js").Box} Box
 * @typedef {import("../shared/events.js").Doubt} Doubt
 * @typedef {import("../shared/events.js").Reason} Reason
 */

/** The reasons in the order in which they are named. */
const REASONS = /** @type {Reason[]} */ (["digit", "mark", "cut", "unread", "gap"]);

/**
 * @param {Doubt[]} doubts
 * @returns {Reason[]} each once
 */
export const reasonsOf = (doubts) => REASONS.filter((reason) => doubts.some((doubt) => doubt.reason === reason));

/**
 * @param {Doubt[]} doubts
 * @returns {Box[]} each place once, by reason and from left to right; a place's number is its index plus 1
 */
export function placesOf(doubts) {
  const boxes = [...doubts].sort(byReason).map(({ box }) => box);
  return boxes.filter((box, index) => indexOf(boxes, box) === index);
}

/**
 * @param {Doubt} one
 * @param {Doubt} other
 * @returns {number} below 0 where the first comes first
 */
const byReason = (one, other) =>
  REASONS.indexOf(one.reason) - REASONS.indexOf(other.reason) || one.box[0] - other.box[0] || one.box[1] - other.box[1];

/**
 * @param {Doubt[]} doubts
 * @returns {{reason: Reason, numbers: number[]}[]} the numbers of the places in doubt for each reason
 */
export function groupsOf(doubts) {
  const places = placesOf(doubts);
  return reasonsOf(doubts).map((reason) => ({
    reason,
    numbers: places.flatMap((place, index) => (doubts.some((doubt) => doubt.reason === reason && isSame(doubt.box, place)) ? index + 1 : [])),
  }));
}

/**
 * @param {Box[]} boxes
 * @param {Box} box
 * @returns {number} -1 where it is none of them
 */
export const indexOf = (boxes, box) => boxes.findIndex((other) => isSame(other, box));

/**
 * @param {Box} box
 * @param {Box} other
 */
const isSame = (box, other) => box.every((side, index) => side === other[index]);
