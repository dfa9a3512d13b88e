/** Describes a reading in words and figures. Knows nothing of the page. */

import { either, number, percent, plural, t } from "../shared/translations.js";
import { reasonsOf } from "./doubts.js";

/**
 * @typedef {import("../shared/events.js").Reading} Reading
 * @typedef {import("../shared/events.js").DigitReading} DigitReading
 * @typedef {import("../shared/events.js").Part} Part
 */

/** A probability from which on nobody would take it for doubt. */
const DOUBTLESS = 0.9;

/**
 * @param {number} bytes
 * @param {number} mostBytes
 * @returns {string} why a file is not sent
 */
export function tooLarge(bytes, mostBytes) {
  const [has, most] = [bytes, mostBytes].map((count) => number(count / 2 ** 20, 1));
  return t("too_large", { has, most });
}

/**
 * @param {Reading} reading
 * @returns {string} the verdict for those who do not see the big answer beside it, and what is in doubt
 */
export function sentence(reading) {
  const doubts = reasons(reading);
  return doubts === "" ? read(reading) : `${read(reading)}. ${t("check", { what: check(reading), reasons: doubts })}`;
}

/**
 * @param {Reading} reading
 * @returns {string} all that a screen reader says of it
 */
export function announcement(reading) {
  return reasons(reading) === "" ? `${sentence(reading)}. ${describe(reading).detail}` : sentence(reading);
}

/**
 * @param {Reading} reading
 * @returns {string} what was read, whether or not it is in doubt
 */
function read(reading) {
  const texts = textsOf(reading);
  if (texts.length === 1) return t("verdict.number", { text: texts[0] });
  if (texts.length > 1) return t("verdict.numbers.list", { list: texts.join(t("numbers.separator")) });
  return reading.candidates.length === 1 && reasons(reading) !== "" ? describe({ ...reading, verdict: "digit" }).verdict : describe(reading).verdict;
}

/**
 * @param {Reading} reading
 * @returns {string} a request to check it
 */
const check = ({ numbers }) => t(["check.digit", "check.number"][numbers.length] ?? "check.numbers");

/**
 * @param {Reading} reading
 * @returns {string} what is in doubt; empty for nothing
 */
const reasons = ({ doubts }) => reasonsOf(doubts).map((reason) => t(`doubt.${reason}`)).join(t("comma"));

/**
 * @param {Reading} reading
 * @returns {string[]} of its numbers, as people write them
 */
const textsOf = ({ numbers }) => numbers.map(({ text }) => written(text));

/**
 * @param {Reading} reading
 * @returns {{digit: string, verdict: string, detail: string}}
 */
export function describe(reading) {
  const { digit, verdict, candidates, numbers } = reading;
  if (numbers.length > 0) return describeNumbers(reading);
  switch (verdict) {
    case "digit":
      return {
        digit: String(digit),
        verdict: t(reading.mirrored ? "verdict.mirrored" : "verdict.digit", { digit: Number(digit) }),
        detail: t("detail.digit", { percent: sureness(reading) }),
      };
    case "unsure":
      return describeUnsure(reading);
    case "blank":
      return { digit: "–", verdict: t("verdict.blank"), detail: t("detail.blank") };
    case "not_a_digit":
      return { digit: "?", verdict: t("verdict.not_a_digit"), detail: t("detail.not_a_digit") };
    default:
      throw new RangeError(t("verdict.unknown", { verdict }));
  }
}

/**
 * @param {Reading} reading of one digit
 * @returns {{digit: string, verdict: string, detail: string}}
 */
function describeUnsure(reading) {
  const { digit, candidates } = reading;
  const doubts = reasons(reading);
  const isOne = candidates.length === 1 && doubts !== "";
  const even = isContradicted(reading) ? t("detail.unsure.even") : t("detail.unsure", { digit: Number(digit), percent: sureness(reading) });
  return {
    digit: String(digit),
    verdict: withMirrored(reading, isOne ? check(reading) : t("verdict.unsure", { doubt: doubt(candidates) })),
    detail: doubts || even,
  };
}

/**
 * @param {Reading} reading with numbers
 * @returns {{digit: string, verdict: string, detail: string}}
 */
function describeNumbers(reading) {
  const { numbers } = reading;
  const digit = textsOf(reading).join(" ");
  if (reading.verdict === "unsure") return { digit, verdict: check(reading), detail: reasons(reading) };
  const readings = numbers.flatMap(({ parts }) => parts.flatMap((part) => part.reading ?? []));
  const probability = Math.min(...readings.map(({ probabilities }) => Math.max(...probabilities)));
  return { digit, verdict: count(reading, readings.length), detail: t("detail.number", { percent: floorPercent(probability) }) };
}

/**
 * @param {Reading} reading with numbers
 * @param {number} digits of all of them
 * @returns {string} how many numbers, or digits of the only one; of one digit and its sign that number itself
 */
function count(reading, digits) {
  if (reading.numbers.length > 1) return plural(reading.numbers.length, "verdict.numbers");
  return digits > 1 ? plural(digits, "verdict.number.digits") : read(reading);
}

/** What the signs of a number are called, by their text. */
const SIGNS = /** @type {Record<string, string>} */ ({ "-": "part.minus", ",": "part.comma", "/": "part.slash" });

/**
 * @param {Part} part of a number
 * @param {boolean} [isDoubtful] whether it is one of the places to check
 * @returns {{text: string, detail: string}}
 */
export function describePart({ text, reading }, isDoubtful = false) {
  const detail = reading === null ? t(SIGNS[text]) : describeDigit(text, reading);
  const isSaid = reading !== null && reading.verdict !== "digit";
  return { text: written(text), detail: isDoubtful && !isSaid ? t("part.check", { detail }) : detail };
}

/**
 * @param {string} text
 * @param {DigitReading} reading
 */
function describeDigit(text, reading) {
  const others = reading.candidates.filter((digit) => String(digit) !== text);
  const sure = isContradicted(reading) ? t("part.unsure") : sureness(reading);
  const detail = others.length > 0 ? t("part.or", { percent: sure, others: either(others) }) : sure;
  return withMirrored(reading, detail);
}

/**
 * @param {DigitReading} reading
 * @returns {boolean} whether its verdict is doubtful though the network's own figure is high, which would contradict it
 */
const isContradicted = ({ verdict, probabilities }) => verdict !== "digit" && Math.max(...probabilities) >= DOUBTLESS;

/**
 * @param {string} text of a number, or of several
 * @returns {string} with the minus sign and the decimal sign that people write
 */
export const written = (text) => text.replaceAll("-", "−").replaceAll(",", t("decimal_sign"));

/** @param {number} probability rounded down to at most 99.9 %, so that "more than" holds */
const floorPercent = (probability) => percent(Math.min(Math.floor(1000 * probability), 999) / 1000);

/**
 * @param {number[]} candidates in falling probability
 * @returns {string} such as "4 or 9"; more than three would say nothing, and one alone is no choice
 */
const doubt = (candidates) => (candidates.length > 3 || candidates.length === 1 ? t("verdict.perhaps", { digit: candidates[0] }) : either(candidates));

/**
 * @param {DigitReading} reading
 * @param {string} detail
 */
const withMirrored = ({ mirrored }, detail) => (mirrored ? t("part.mirrored", { detail }) : detail);

/** @param {DigitReading} reading */
const sureness = (reading) => percent(reading.probabilities[/** @type {number} */ (reading.digit)]);

/**
 * @param {number[]} probabilities
 * @param {number} count
 * @returns {{digit: number, probability: number}[]} the most probable digits, in falling order
 */
export function topDigits(probabilities, count) {
  return probabilities
    .map((probability, digit) => ({ digit, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}
