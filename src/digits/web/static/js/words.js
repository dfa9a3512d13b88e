/** What a reading is in words and figures. Knows nothing of the page. */

/** @typedef {import("./events.js").Reading} Reading */

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
 * @returns {{digit: string, verdict: string, detail: string}}
 */
export function describe(reading) {
  switch (reading.verdict) {
    case "digit":
      return { digit: String(reading.digit), verdict: `This is a ${reading.digit}`, detail: `${sureness(reading)} sure` };
    case "unsure":
      return {
        digit: String(reading.digit),
        verdict: `Unsure: ${doubt(reading.candidates)}`,
        detail: `${reading.digit} is the most probable: ${sureness(reading)}`,
      };
    case "blank":
      return { digit: "–", verdict: "Nothing to read", detail: "No ink was found." };
    case "not_a_digit":
      return { digit: "?", verdict: "Not a digit", detail: "This looks like none of the ten digits." };
    default:
      throw new RangeError(`This page does not know the verdict "${reading.verdict}"; load it anew.`);
  }
}

/**
 * @param {number[]} candidates in falling probability
 * @returns {string} such as "4 or 9"; more than three would say nothing
 */
const doubt = (candidates) => (candidates.length > 3 ? `perhaps ${candidates[0]}` : alternatives(candidates));

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
