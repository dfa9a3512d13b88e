/** The writing exercise: the child writes a number and gets feedback. */

import { readStrokes, withTimeLimit } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { t } from "../shared/translations.js";
import { readNumber } from "./digit-by-digit.js";
import { StrokeDemo } from "./stroke-demo.js";
import { Feedback } from "./feedback.js";
import { gradeWriting } from "./grading.js";
import { shapesOf } from "./settings.js";
import { Exercises } from "./exercises.js";
import { isMixUp, writingFeedback } from "./feedback-text.js";
import { turnDigits } from "./mirror-writing.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("./grading.js").Grade} Grade
 * @typedef {import("./page.js").Practice} Practice
 */

/** Longest wait for a reading, in milliseconds. */
const PATIENCE = 10_000;

const STATES = { right: "right", unsure: "unsure", blank: "unsure", no_digit: "unsure" };

/** Buttons that are offered after a try, the most likely one first. */
const ACTIONS = { right: ["next"], unsure: ["again", "show"], nearly: ["again", "show", "next"], repeated: ["show", "again", "next"], trouble: ["retry"] };

/**
 * @param {HTMLElement} root
 * @param {Practice} practice
 */
export function mountWriting(root, practice) {
  const { store, models } = practice;
  const tasks = new Exercises(store, "write");
  const demo = new StrokeDemo(find(root, "[data-demo]"), models);
  const feedback = new Feedback(find(root, "[data-feedback]"));
  const clear = /** @type {HTMLButtonElement} */ (find(root, "[data-drawing-area-clear]"));
  const done = /** @type {HTMLButtonElement} */ (find(root, "[data-drawing-area-read]"));
  /** @type {AbortController|null} */
  let flight = null;
  /** @type {Point[][]} */
  let strokes = [];
  /** Whether the drawing has been read: the next stroke then begins on a clean sheet. */
  let spent = false;

  const shapeOf = () => shapesOf(store.kept.settings, store.language, models);
  const rest = () => {
    flight?.abort();
    flight = null;
    root.setAttribute("aria-busy", "false");
    done.disabled = false;
  };
  const empty = () => {
    rest();
    spent = false;
    clear.click();
    feedback.clear();
  };
  /** Bring the sheet back where a button below it was used, and the keyboard with it. */
  const turnToSheet = () => {
    find(root, ".prompt").scrollIntoView({ block: "nearest" });
    find(root, "[data-drawing-area-canvas]").focus({ preventScroll: true });
  };
  /** @param {number|null} [wanted] null for one that chance chooses */
  const next = (wanted = null) => {
    const number = tasks.next(wanted);
    empty();
    demo.close();
    practice.present(find(root, "[data-word]"), number);
    emit(root, "digits:say", { text: `${t("write.do")}: ${practice.wordOf(number)}` });
  };
  const show = () => {
    if (!tasks.done) tasks.helped = true;
    feedback.clear();
    demo.open(Number(tasks.number), shapeOf());
  };

  /** @param {import("../shared/events.js").Reading} reading */
  const answer = (reading) => {
    const number = Number(tasks.number);
    const grade = gradeWriting(number, reading, strokes);
    const { language } = store;
    const { tries, helped } = tasks;
    const { confusions } = store.kept.progress;
    const state = /** @type {"right"|"unsure"|"nearly"} */ (/** @type {Record<string, string>} */ (STATES)[grade.kind] ?? "nearly");
    tasks.answered(grade);
    const { repeated } = tasks;
    const { wordOf } = practice;
    const task = { number, word: wordOf(number), wordOf, language, tries, helped, repeated, confusions, shapeOf: shapeOf() };
    emit(root, "practise:answered");
    spent = true;
    feedback.tell(state, writingFeedback(grade, task, strokes), ACTIONS[state === "nearly" && repeated ? "repeated" : state]);
    illustrate(grade, task);
  };

  /**
   * @param {Grade} grade
   * @param {import("./feedback-text.js").Task} task
   */
  const illustrate = (grade, task) => {
    const { kind, read, mistakes } = grade;
    const shape = shapeOf();
    const shaped = (/** @type {string} */ digits) => [...digits].map((digit) => /** @type {[string, string]} */ ([digit, shape(digit)]));
    if (kind === "mirrored") {
      const drawings = [strokes, turnDigits(strokes, grade)];
      feedback.mirror(models, drawings, shaped(read), [t("mirrored.yours"), t("mirrored.turned"), t("mirrored.start")]);
      return;
    }
    const [first = null] = mistakes;
    const compared = isMixUp(grade, task) ? [String(task.number), read] : first && [first.wanted, first.read];
    if (compared) feedback.compare(models, compared.map(shaped), [t("nearly.wanted"), t("nearly.read")]);
  };

  /** @param {AbortSignal} signal */
  const readAll = (signal) => {
    const read = async (/** @type {Point[][]} */ some) => (await readStrokes(some, null, signal)).reading;
    return readNumber(strokes, String(tasks.number).length, read);
  };

  const readNow = async () => {
    rest();
    const own = (flight = new AbortController());
    root.setAttribute("aria-busy", "true");
    done.disabled = true;
    demo.close();
    feedback.wait(t("waiting"));
    try {
      const reading = await withTimeLimit(readAll, PATIENCE, own.signal);
      if (flight === own) answer(reading);
    } catch (error) {
      if (flight === own) trouble(/** @type {Error} */ (error));
    } finally {
      if (flight === own) rest();
    }
  };

  /** @param {Error} error */
  const trouble = ({ message }) => {
    feedback.tell("trouble", { title: t("trouble.server"), detail: message, hint: t("trouble.kept") }, ACTIONS.trouble);
    emit(document, "digits:trouble", { message, retry: true });
  };

  const acts = {
    next() {
      next();
      turnToSheet();
    },
    again() {
      empty();
      turnToSheet();
    },
    show,
    retry: readNow,
  };
  root.addEventListener("digits:drawn", (event) => {
    ({ strokes } = /** @type {CustomEvent} */ (event).detail);
  });
  root.addEventListener("digits:read", readNow);
  for (const name of ["pointerdown", "keydown"]) {
    root.addEventListener(
      name,
      (event) => {
        const isPen = event instanceof KeyboardEvent ? event.key === " " : true;
        if (spent && isPen && /** @type {Element} */ (event.target).matches("[data-drawing-area-canvas]")) empty();
      },
      { capture: true },
    );
  }
  for (const [name, act] of Object.entries(acts)) {
    for (const button of root.querySelectorAll(`[data-act="${name}"]`)) button.addEventListener("click", act);
  }
  return { next, unsolved: () => tasks.unsolved };
}

/**
 * @param {Element} root
 * @param {string} selector
 */
const find = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
