/** What a reading is in words and figures. Knows nothing of the page. */

/**
 * @typedef {import("../shared/events.js").Reading} Reading
 * @typedef {import("../shared/events.js").NumberRead} NumberRead
 * @typedef {import("../shared/events.js").Part} Part
 */

/**
 * @param {number} probability
 * @returns {string} such as "97.3 %"; never "100 %", which no model can promise
 */
export function percent(probability) {
  if (probability >= 0.9995) return "> 99.9 %";
  if (probability < 0.0005) return "0 %";
  return `${(100 * probability).toFixed(1)} %`;
}

/**
 * @param {number} time in milliseconds
 * @returns {string}
 */
export function milliseconds(time) {
  return `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
}

/**
 * @param {number} bytes
 * @param {number} mostBytes
 * @returns {string} why a file is not sent
 */
export function tooLarge(bytes, mostBytes) {
  const [has, most] = [bytes, mostBytes].map((count) => `${(count / 2 ** 20).toFixed(1)} MiB`);
  return `The file has ${has}, and this server takes at most ${most}. Send a smaller picture.`;
}

/**
 * @param {(string|number)[]} things
 * @returns {string} such as "4, 7 or 9"
 */
export function alternatives(things) {
  if (things.length < 2) return things.join("");
  return `${things.slice(0, -1).join(", ")} or ${things[things.length - 1]}`;
}

/**
 * @param {Reading} reading
 * @returns {string} the verdict for those who do not see the big answer beside it
 */
export function sentence(reading) {
  return reading.verdict === "number" ? `This is the number ${describe(reading).digit}` : describe(reading).verdict;
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
        verdict: `This is a ${digit}${manner(reading)}`,
        detail: `${sureness(reading)} sure`,
      };
    case "unsure":
      return {
        digit: String(digit),
        verdict: `Unsure: ${doubt(candidates)}${manner(reading)}`,
        detail: `${digit} is the most probable: ${sureness(reading)}`,
      };
    case "number":
      return describeNumber(/** @type {NumberRead} */ (reading.number));
    case "blank":
      return { digit: "–", verdict: "Nothing to read", detail: "No ink was found." };
    case "not_a_digit":
      return { digit: "?", verdict: "Not a digit", detail: `Of the ten digits it is most like a ${resemblance(reading)}.` };
    default:
      throw new RangeError(`This page does not know the verdict "${verdict}"; load it anew.`);
  }
}

/**
 * @param {NumberRead} number
 * @returns {{digit: string, verdict: string, detail: string}}
 */
function describeNumber({ text, parts }) {
  const shown = signed(text);
  const readings = parts.flatMap(({ reading }) => reading ?? []);
  const probability = Math.min(...readings.map((reading) => Math.max(...reading.probabilities)));
  return {
    digit: shown,
    verdict: `A number of ${readings.length} digits`,
    detail: `Each at least ${floorPercent(probability)} sure`,
  };
}

/**
 * @param {Part} part of a number
 * @returns {{text: string, detail: string}}
 */
export function describePart({ text, reading }) {
  if (reading === null) return { text: signed(text), detail: text === "-" ? "minus" : "decimal" };
  if (reading.digit === null) return { text, detail: "not a digit" };
  const others = reading.candidates.filter((digit) => String(digit) !== text);
  const doubts = others.length > 0 ? `, or ${alternatives(others)}` : "";
  return { text, detail: `${sureness(reading)}${doubts}${reading.mirrored ? ", mirror-wise" : ""}` };
}

/** @param {string} text of a number, with the sign that people write */
const signed = (text) => text.replace("-", "−");

/** @param {number} probability rounded down, so that "at least" holds */
const floorPercent = (probability) => percent(Math.floor(1000 * probability) / 1000);

/**
 * @param {number[]} candidates in falling probability
 * @returns {string} such as "4 or 9"; more than three would say nothing
 */
const doubt = (candidates) => (candidates.length > 3 ? `perhaps ${candidates[0]}` : alternatives(candidates));

/** @param {Reading} reading */
const manner = ({ mirrored }) => (mirrored ? ", written mirror-wise" : "");

/** @param {Reading} reading */
const resemblance = ({ probabilities }) => probabilities.indexOf(Math.max(...probabilities));

/** @param {Reading} reading */
const sureness = (reading) => percent(reading.probabilities[/** @type {number} */ (reading.digit)]);

/**
 * @param {number[]} probabilities
 * @param {number} count
 * @returns {{digit: number, probability: number}[]} the most probable digits, in falling order
 */
export function leaders(probabilities, count) {
  return probabilities
    .map((probability, digit) => ({ digit, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}
