/** The answer: the digit or number, its verdict, and details. */

import { emit } from "../shared/events.js";
import { t, showText } from "../shared/translations.js";
import { announcement, describe } from "./reading-text.js";

/** Letters of a number up to which it is written in the same size; the style sheet has a size for each. */
const LENGTHS = [4, 7, 11, 18];

/** Time without a new answer before the screen reader announces it, in milliseconds. */
const SETTLED = 700;

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} recognizer
 */
export function mountAnswer(root, recognizer) {
  const digit = /** @type {HTMLElement} */ (root.querySelector("[data-answer-digit]"));
  const verdict = /** @type {HTMLElement} */ (root.querySelector("[data-answer-verdict]"));
  const detail = /** @type {HTMLElement} */ (root.querySelector("[data-answer-detail]"));
  const nothing = { digit: "–", verdict: verdict.textContent ?? "", detail: detail.textContent ?? "" };
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  /**
   * @param {string} state
   * @param {{digit: string, verdict: string, detail: string, english?: string}} words
   * @param {{spoken?: string, isNumber?: boolean}} [others] what is announced in place of the verdict and the detail; empty for nothing
   */
  const show = (state, words, { spoken, isNumber = false } = {}) => {
    root.dataset.state = state;
    root.classList.toggle("is-number", isNumber);
    digit.textContent = words.digit;
    digit.setAttribute("aria-hidden", String(!isNumber));
    digit.dataset.letters = String(LENGTHS.find((most) => words.digit.length <= most) ?? LENGTHS[LENGTHS.length - 1]);
    verdict.textContent = words.verdict;
    showText(detail, words.detail, words.english);
    clearTimeout(timer);
    const text = spoken ?? `${words.verdict}. ${detail.textContent}`;
    if (text !== "") timer = setTimeout(() => emit(root, "digits:say", { text }), SETTLED);
  };
  const wait = () => show("waiting", { digit: "…", verdict: t("result.waiting"), detail: "" }, { spoken: "" });

  recognizer.addEventListener("digits:drawn", (event) => {
    const { strokes, isPenDown } = /** @type {CustomEvent} */ (event).detail;
    const { state = "" } = root.dataset;
    if (strokes.length > 0 && (state === "empty" || (isPenDown && !["waiting", "trouble"].includes(state)))) wait();
  });

  recognizer.addEventListener("digits:reading", (event) => {
    const { reading } = /** @type {CustomEvent} */ (event).detail;
    show(reading.verdict, describe(reading), { spoken: announcement(reading), isNumber: reading.numbers.length > 0 });
  });
  recognizer.addEventListener("digits:empty", () => show("empty", nothing));
  recognizer.addEventListener("digits:trouble", (event) => {
    const { message, retry, said = message, detail: english } = /** @type {CustomEvent} */ (event).detail;
    const words = retry ? `${said} ${t("answer.kept")}` : said;
    show("trouble", { digit: "!", verdict: t("answer.trouble"), detail: words, english });
  });
}
