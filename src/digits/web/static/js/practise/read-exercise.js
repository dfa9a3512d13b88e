/** The reading exercise: the child sees a handwritten number, and chooses or says it. */

import { withTimeLimit } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { t } from "../shared/translations.js";
import { choicesFor } from "./answer-choices.js";
import { Feedback } from "./feedback.js";
import { parseSpokenNumber } from "./spoken-number.js";
import { canListen, recognizeNumber } from "./speech-recognition.js";
import { compareNumbers } from "./compare-numbers.js";
import { shapesOf } from "./settings.js";
import { Exercises } from "./exercises.js";
import { readingFeedback } from "./feedback-text.js";

/** @typedef {import("./page.js").Practice} Practice */

const ADDRESS = "/api/v1/practise/handwritten";
const SEEDS = 2 ** 31;
const PATIENCE = 10_000;

/**
 * @param {HTMLElement} root
 * @param {Practice} practice
 */
export function mountReading(root, practice) {
  const { store, models } = practice;
  const tasks = new Exercises(store, "read");
  const feedback = new Feedback(find(root, "[data-feedback]"));
  const picture = /** @type {HTMLImageElement} */ (find(root, "[data-picture]"));
  const list = find(root, "[data-choices]");
  const say = /** @type {HTMLButtonElement} */ (find(root, "[data-listen]"));
  let seed = 0;

  /** @param {number} chosen */
  const answer = (chosen) => {
    const number = Number(tasks.number);
    const { result, mistakes } = compareNumbers(number, String(chosen));
    const { settings, progress } = store.kept;
    const task = { number, word: practice.wordOf(number), language: store.language, tries: tasks.tries, helped: false, confusions: progress.confusions, shapeOf: shapesOf(settings, store.language, models) };
    const said = readingFeedback(chosen, task, practice.wordOf(chosen));
    tasks.answered({ kind: result, read: String(chosen), mistakes });
    emit(root, "practise:answered");
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (list.querySelectorAll("[data-number]"))) {
      if (Number(button.dataset.number) === chosen) button.dataset.state = result === "right" ? "right" : "tried";
      button.disabled = result === "right" || button.dataset.state === "tried";
    }
    say.disabled = result === "right";
    if (result === "right") feedback.tell("right", said, ["next"]);
    else feedback.tell("nearly", said, []);
  };

  const load = async () => {
    root.setAttribute("aria-busy", "true");
    picture.hidden = true;
    feedback.wait(t("read.waiting"));
    const wanted = tasks.id;
    try {
      const address = URL.createObjectURL(await fetchPicture(Number(tasks.number), seed));
      if (wanted !== tasks.id) return URL.revokeObjectURL(address);
      URL.revokeObjectURL(picture.src);
      picture.src = address;
      picture.hidden = false;
      feedback.clear();
      offer();
    } catch {
      if (wanted === tasks.id) trouble();
    } finally {
      root.setAttribute("aria-busy", "false");
    }
  };

  const offer = () => {
    const numbers = choicesFor(Number(tasks.number), store.kept.settings.level, Math.random);
    list.replaceChildren(...numbers.map((number) => practice.choice(number, () => answer(number))));
    say.disabled = false;
    canListen(store.language).then((can) => {
      say.hidden = !can;
    });
  };

  const trouble = () => {
    const said = { title: t("trouble.server"), detail: t("trouble.no_answer"), hint: "" };
    feedback.tell("trouble", said, ["retry"]);
    emit(document, "digits:trouble", { message: said.detail, retry: true });
  };

  const hear = async () => {
    const { language } = store;
    feedback.wait(t("listen.now"));
    try {
      const said = await recognizeNumber(language);
      const numbers = said.map((text) => parseSpokenNumber(text, practice.words(language))).filter((number) => number !== null);
      const right = numbers.find((number) => number === tasks.number) ?? numbers[0];
      if (right === undefined) feedback.tell("unsure", { title: t("listen.nothing"), detail: "", hint: "" }, []);
      else answer(right);
    } catch {
      say.hidden = true;
      feedback.tell("unsure", { title: t("listen.cannot"), detail: "", hint: "" }, []);
    }
  };

  /** @param {number|null} [wanted] null for one that chance chooses */
  const next = (wanted = null) => {
    tasks.next(wanted);
    seed = Math.floor(Math.random() * SEEDS);
    list.replaceChildren();
    load();
  };
  say.addEventListener("click", hear);
  const turnToNext = () => {
    next();
    const title = find(root, "[data-title]");
    title.scrollIntoView({ block: "nearest" });
    title.focus({ preventScroll: true });
  };
  for (const [name, act] of Object.entries({ next: turnToNext, retry: load })) {
    for (const button of root.querySelectorAll(`[data-act="${name}"]`)) button.addEventListener("click", act);
  }
  return { next, unsolved: () => tasks.unsolved };
}

/**
 * @param {number} number
 * @param {number} seed
 */
function fetchPicture(number, seed) {
  const query = new URLSearchParams({ number: String(number), seed: String(seed) });
  return withTimeLimit(async (signal) => {
    const answer = await fetch(`${ADDRESS}?${query}`, { signal });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.blob();
  }, PATIENCE);
}

/**
 * @param {Element} root
 * @param {string} selector
 */
const find = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
