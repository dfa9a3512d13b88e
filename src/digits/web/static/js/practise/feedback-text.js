/** The texts of the feedback after a try. Knows nothing of the page. */

import { strokesIn } from "../shared/stroke-groups.js";
import { number as figure, either, plural, t } from "../shared/translations.js";
import { findLoops, loopsOfDigit } from "./closed-loops.js";
import { rivalOf } from "./leitner.js";
import { compareNumbers, digitsOf, soundsLike } from "./compare-numbers.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("./grading.js").Grade} Grade
 * @typedef {import("./compare-numbers.js").Mistake} Mistake
 * @typedef {{title: string, detail: string, hint: string}} Said
 * @typedef {object} Task
 * @property {number} number
 * @property {string} word  its name
 * @property {string} language  that is practised
 * @property {(number: number) => string} wordOf  the name of another
 * @property {number} tries  before this one
 * @property {boolean} repeated  whether this mistake was made in the try before, too
 * @property {boolean} helped
 * @property {Record<string, number>} confusions  of this child
 * @property {(digit: string) => string} shapeOf  the shape of a digit that is practised
 */

/** Pairs of digits with a hint on their difference, the smaller first. */
export const PAIRS = ["06", "08", "09", "12", "14", "17", "23", "25", "27", "35", "38", "46", "47", "49", "56", "58", "59", "68", "69", "79", "89"];

/** @param {number} number */
const hasBoth = (number) => number > 12 && number % 10 !== 0;

/** By language: whether one says the ones of a number before its tens, and the text that tells of it. */
const ONES_FIRST = /** @type {Record<string, {text: string, in: (number: number) => boolean}>} */ ({
  de: { text: "swapped.spoken", in: hasBoth },
  ar: { text: "swapped.spoken", in: hasBoth },
  en: { text: "swapped.spoken.word", in: (number) => number > 12 && number < 20 },
});

/** Sureness from which a digit is called easy to read. */
const CLEAR = 0.99;

/**
 * @param {Grade} grade
 * @param {Task} task
 * @param {Point[][]} strokes
 * @returns {Said}
 */
export function writingFeedback(grade, task, strokes) {
  const said = firstFeedback(grade, task, strokes);
  if (!task.repeated) return said;
  return { ...said, hint: task.helped ? t("twice.adult") : t("twice.show", { show: t("show") }) };
}

/**
 * @param {Grade} grade
 * @param {Task} task
 * @param {Point[][]} strokes
 * @returns {Said} where the mistake is a new one
 */
function firstFeedback(grade, task, strokes) {
  const { kind, read } = grade;
  const said = { title: t(`verdict.${kind}`), detail: "", hint: "" };
  switch (kind) {
    case "right":
      return { ...said, title: t("verdict.right", { word: task.word }), detail: praise(grade, task) };
    case "mirrored":
      return { ...said, detail: mirrorDetail(grade), hint: t("mirrored.hint") };
    case "nearly":
      if (isMixUp(grade, task)) return { ...said, detail: mixUp(read, task), hint: order(task) };
      return { ...said, detail: t("nearly.detail", { read }), hint: difference(grade, task, strokes) };
    case "unsure":
      return { ...said, detail: doubt(grade.doubts), hint: t("unsure.hint") };
    case "swapped":
    case "missing":
    case "extra":
      return { ...said, ...aboutPlaces(kind, read, task) };
    case "no_digit":
      return { ...said, detail: t(task.number > 9 ? "no_digit.detail.many" : "no_digit.detail") };
    default:
      return { ...said, detail: t(`${kind}.detail`) };
  }
}

/**
 * @param {number} chosen
 * @param {Task} task
 * @param {string} chosenWord
 * @returns {Said}
 */
export function readingFeedback(chosen, task, chosenWord) {
  const { result, mistakes } = compareNumbers(task.number, String(chosen));
  if (result === "right") {
    return { title: t("verdict.right", { word: task.word }), detail: t(task.tries > 0 ? "read.right.again" : "read.right"), hint: "" };
  }
  const said = { title: t("read.look"), detail: t("read.chosen", { number: chosen, word: chosenWord }), hint: "" };
  if (result === "swapped") return { ...said, hint: order(task) };
  const pair = mistakes.map(pairHint(task)).find((hint) => hint !== "");
  return { ...said, hint: pair ?? t("read.hint", { count: figure(digitsOf(task.number).length) }) };
}

/**
 * @param {Grade} grade
 * @param {Task} task
 */
function praise({ sureness }, { number, tries, helped, confusions }) {
  const digits = digitsOf(number);
  const rival = digits.map((digit) => rivalOf(confusions, digit)).find((digit) => digit !== null);
  if (tries > 0) return t("praise.again");
  if (helped) return t("praise.helped");
  if (rival) return t("praise.rival", { rival });
  if (digits.length === 2) return t("praise.places", { tens: digits[0], ones: digits[1] });
  return t(sureness >= CLEAR ? "praise.clear" : "praise.readable");
}

/**
 * @param {Grade} grade of the kind `mirrored`
 * @returns {string} which digit of a number is the wrong way round, where it is one of them
 */
function mirrorDetail({ read, mirrored }) {
  const turned = [...read].filter((_, place) => mirrored[place]);
  return read.length > 1 && turned.length === 1 ? t("mirrored.one", { read, digit: turned[0] }) : t("mirrored.detail", { read });
}

/**
 * @param {Pick<Grade, "kind"|"read">} grade
 * @param {Pick<Task, "number"|"language">} task
 * @returns {boolean} whether another number was heard, such as fifty for fifteen, or its digits were exchanged
 */
export const isMixUp = ({ kind, read }, { number, language }) =>
  kind === "swapped" || (kind === "nearly" && soundsLike(number, Number(read), language));

/**
 * @param {string} read
 * @param {Task} task
 */
const mixUp = (read, { word, wordOf }) => t("mixup", { read: wordOf(Number(read)), wanted: word });

/** @param {number[]} doubts */
const doubt = (doubts) => (doubts.length > 1 ? t("unsure.between", { either: either(doubts) }) : t("unsure.detail"));

/**
 * @param {"swapped"|"missing"|"extra"} kind
 * @param {string} read
 * @param {Task} task
 */
function aboutPlaces(kind, read, task) {
  if (kind === "swapped") return { detail: mixUp(read, task), hint: order(task) };
  const detail = `${t("nearly.detail", { read })} ${plural(digitsOf(task.number).length, "needs")}`;
  return { detail, hint: kind === "missing" ? t("missing.hint") : t("extra.hint") };
}

/**
 * @param {Task} task whose number has two digits
 * @returns {string} which digit stands where
 */
function order({ number, word, language }) {
  const [tens, ones] = digitsOf(number);
  const places = t("swapped.hint", { tens, ones });
  const spoken = ONES_FIRST[language];
  return spoken?.in(number) ? `${places} ${t(spoken.text, { word })}` : places;
}

/**
 * @param {Grade} grade of the kind `nearly`
 * @param {Task} task
 * @param {Point[][]} strokes
 * @returns {string} what makes the digit that was read, seen in the drawing where it shows
 */
function difference({ mistakes, boxes }, task, strokes) {
  const [first] = mistakes;
  const drawn = strokesIn(strokes, boxes[first.place]);
  const seen = findLoops(drawn);
  const expected = [loopsOfDigit(first.read, ""), loopsOfDigit(first.wanted, task.shapeOf("4"))];
  const evidence = seen === expected[0] && seen !== expected[1] ? `${t(`loops.${seen}`)} ` : "";
  return evidence + (pairHint(task)(first) || t("hint.other", first));
}

/** @param {Task} task */
const pairHint = ({ shapeOf }) => (/** @type {Mistake} */ { wanted, read }) => {
  const pair = [wanted, read].sort().join("");
  if (!PAIRS.includes(pair)) return "";
  return t(pair === "49" && shapeOf("4") === "closed" ? "hint.49.closed" : `hint.${pair}`);
};
