/** Describes a reading in words and figures. Knows nothing of the page. */

import { either, number, percent, t } from "../shared/translations.js";

/**
 * @typedef {import("../shared/events.js").Reading} Reading
 * @typedef {import("../shared/events.js").NumberRead} NumberRead
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
 * @returns {string} the verdict for those who do not see the big answer beside it
 */
export function sentence(reading) {
  return reading.verdict === "number" ? t("verdict.number", { text: describe(reading).digit }) : describe(reading).verdict;
}

/**
 * @param {Reading} reading
 * @returns {{digit: string, verdict: string, detail: string}}
 */
export function describe(reading) {
  const { digit, verdict, candidates } = reading;
  switch (verdict) {
    case "digit":
      return {
        digit: String(digit),
        verdict: t(reading.mirrored ? "verdict.mirrored" : "verdict.digit", { digit: Number(digit) }),
        detail: t("detail.digit", { percent: sureness(reading) }),
      };
    case "unsure":
      return {
        digit: String(digit),
        verdict: withMirrored(reading, t("verdict.unsure", { doubt: doubt(candidates) })),
        detail: isContradicted(reading) ? t("detail.unsure.even") : t("detail.unsure", { digit: Number(digit), percent: sureness(reading) }),
      };
    case "number":
      return describeNumber(/** @type {NumberRead} */ (reading.number));
    case "blank":
      return { digit: "–", verdict: t("verdict.blank"), detail: t("detail.blank") };
    case "not_a_digit":
      return { digit: "?", verdict: t("verdict.not_a_digit"), detail: t("detail.not_a_digit") };
    default:
      throw new RangeError(t("verdict.unknown", { verdict }));
  }
}

/**
 * @param {NumberRead} read
 * @returns {{digit: string, verdict: string, detail: string}}
 */
function describeNumber({ text, parts }) {
  const shown = signed(text);
  const readings = parts.flatMap(({ reading }) => reading ?? []);
  const probability = Math.min(...readings.map((reading) => Math.max(...reading.probabilities)));
  const isUnsure = readings.some(isContradicted);
  return {
    digit: shown,
    verdict: t("verdict.number.digits", { count: readings.length }),
    detail: isUnsure ? t("detail.number.unsure") : t("detail.number", { percent: floorPercent(probability) }),
  };
}

/**
 * @param {Part} part of a number
 * @returns {{text: string, detail: string}}
 */
export function describePart({ text, reading }) {
  if (reading === null) return { text: signed(text), detail: t(text === "-" ? "part.minus" : "part.comma") };
  if (reading.digit === null) return { text, detail: t("part.not_a_digit") };
  const others = reading.candidates.filter((digit) => String(digit) !== text);
  const sure = isContradicted(reading) ? t("part.unsure") : sureness(reading);
  const detail = others.length > 0 ? t("part.or", { percent: sure, others: either(others) }) : sure;
  return { text, detail: withMirrored(reading, detail) };
}

/**
 * @param {Reading} reading
 * @returns {boolean} whether its verdict is doubtful though the network's own figure is high, which would contradict it
 */
const isContradicted = ({ verdict, probabilities }) => verdict !== "digit" && Math.max(...probabilities) >= DOUBTLESS;

/** @param {string} text of a number, with the sign that people write */
const signed = (text) => text.replace("-", "−");

/** @param {number} probability rounded down to at most 99.9 %, so that "more than" holds */
const floorPercent = (probability) => percent(Math.min(Math.floor(1000 * probability), 999) / 1000);

/**
 * @param {number[]} candidates in falling probability
 * @returns {string} such as "4 or 9"; more than three would say nothing, and one alone is no choice
 */
const doubt = (candidates) => (candidates.length > 3 || candidates.length === 1 ? t("verdict.perhaps", { digit: candidates[0] }) : either(candidates));

/**
 * @param {Reading} reading
 * @param {string} detail
 */
const withMirrored = ({ mirrored }, detail) => (mirrored ? t("part.mirrored", { detail }) : detail);

/** @param {Reading} reading */
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
