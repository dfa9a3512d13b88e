/** Grades what a child wrote: right, mirror writing, swapped digits and so on. Knows nothing of the page. */

import { strokesIn } from "../shared/stroke-groups.js";
import { isMirroredNine } from "./closed-loops.js";
import { compareNumbers } from "./compare-numbers.js";
import { isMirrorWriting } from "./mirror-writing.js";

/**
 * @typedef {import("../shared/events.js").Reading} Reading
 * @typedef {import("../shared/events.js").Box} Box
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("./compare-numbers.js").Mistake} Mistake
 * @typedef {import("./compare-numbers.js").Likeness} Likeness
 * @typedef {object} Grade
 * @property {Likeness|"mirrored"|"unsure"|"blank"|"no_digit"} kind
 * @property {string} read  the digits that were read
 * @property {Mistake[]} mistakes  of the kind `nearly`
 * @property {number[]} doubts  of the kind `unsure`: the digits that one of them may be; none where they are too many
 * @property {(Box|null)[]} boxes  of each digit read; null where it is the only one
 * @property {boolean[]} mirrored  of each digit read
 * @property {number} sureness  the least probability of a digit read
 */

/** More digits than these are no question that a child could answer. */
const MOST_DOUBTS = 3;

/** Doubts that the number asked for resolves: whether a stroke such as a straight 1 is a digit, and where a number ends. */
const CONFIRMED = new Set(["digit", "gap"]);

/**
 * Grade what was read: all digits in a row, even where they stand so far apart that they were read as several numbers.
 * An unsure reading never counts against the child. Commas, minus signs and slashes, which no number here has, count as
 * marks beside it.
 *
 * @param {number} wanted
 * @param {Reading} reading
 * @param {Point[][]} [strokes] that were read
 * @returns {Grade}
 */
export function gradeWriting(wanted, reading, strokes = []) {
  const parts = partsOf(reading).map((part) => ({ ...part, mirrored: part.mirrored || isTurnedNine(part, strokes) }));
  const read = parts.map(({ digit }) => digit ?? "").join("");
  const boxes = parts.map(({ box }) => box);
  const sureness = Math.min(...parts.map(({ probabilities }) => Math.max(...probabilities)));
  const mirrored = parts.map((part) => part.mirrored);
  const found = { read, boxes, mirrored, sureness, mistakes: [], doubts: [] };
  if (reading.verdict === "blank") return { ...found, kind: "blank" };
  if (parts.some(({ digit }) => digit === null)) return { ...found, kind: "no_digit" };
  const unsure = parts.find(({ verdict }) => verdict === "unsure");
  if (unsure) return { ...found, kind: "unsure", doubts: doubtsOf(unsure.candidates) };
  const { result, mistakes } = compareNumbers(wanted, read);
  const isConfirmed = result === "right" && reading.doubts.every(({ reason }) => CONFIRMED.has(reason));
  if (reading.verdict === "unsure" && !isConfirmed) return { ...found, kind: "unsure" };
  return { ...found, kind: isMirrorWriting(result, parts) ? "mirrored" : result, mistakes };
}

/**
 * @param {Reading} reading
 * @returns {(import("../shared/events.js").DigitReading & {box: Box|null})[]} of each digit
 */
function partsOf(reading) {
  if (reading.numbers.length === 0) return [{ ...reading, box: null }];
  const parts = reading.numbers.flatMap((number) => number.parts);
  return parts.flatMap((part) => (part.reading ? [{ ...part.reading, box: part.box }] : []));
}

/**
 * @param {{digit: number|null, box: Box|null}} part
 * @param {Point[][]} strokes
 */
const isTurnedNine = ({ digit, box }, strokes) => digit === 9 && strokes.length > 0 && isMirroredNine(strokesIn(strokes, box));

/** @param {number[]} candidates */
const doubtsOf = (candidates) => (candidates.length > 1 && candidates.length <= MOST_DOUBTS ? candidates : []);
