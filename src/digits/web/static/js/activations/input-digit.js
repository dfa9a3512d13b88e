/** The digit that the network sees, drawn or one of MNIST's, and the answer. */

import { emit } from "../shared/events.js";
import { number, t } from "../shared/translations.js";
import { get } from "./requests.js";
import { find } from "./dom.js";
import { SectionLoader } from "./section-loader.js";
import { Heatmap } from "./heatmap.js";
import { planeOf } from "./tensors.js";
import { sure } from "./layer-text.js";

/**
 * @typedef {import("./page-state.js").PageState} PageState
 * @typedef {import("./page-state.js").Answer} Answer
 * @typedef {{index: number, mnist_index: number, label: number, pixels: number[][]}} Example
 */

const SIDE = 28;
const FULL = 255;
/** Time without a new answer before the screen reader announces it, in milliseconds. */
const SETTLED = 700;

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} page at which the session tells of changes
 * @param {PageState} session
 */
export function mountInputDigit(root, page, session) {
  const origin = find(root, "[data-origin]");
  const sources = mountSources(root, page, session);
  const answer = find(root, "[data-answer]");
  const picture = new Heatmap("", [SIDE, SIDE]);
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let announcement;
  find(root, "[data-ink]").append(picture.element);
  const seen = new SectionLoader(root, {
    always: true,
    load: async () => {
      const from = sources.origin();
      return { ...(await session.answer()), from };
    },
    show: (/** @type {Answer & {from: string}} */ { ink, digit, probabilities, from }) => {
      origin.textContent = from;
      picture.paint(planeOf(ink), { largest: FULL, isInk: true });
      answer.textContent = t("answer", { digit, sure: sure(probabilities[digit]) });
      clearTimeout(announcement);
      announcement = setTimeout(() => emit(root, "digits:say", { text: /** @type {string} */ (answer.textContent) }), SETTLED);
    },
  });
  page.addEventListener("activations:changed", () => seen.refresh());
  page.addEventListener("digits:read", () => session.renew());
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} page
 * @param {PageState} session
 * @returns {{origin: () => string}} says where the digit comes from
 */
function mountSources(root, page, session) {
  const take = /** @type {HTMLButtonElement} */ (root.querySelector("[data-example]"));
  const clear = /** @type {HTMLButtonElement} */ (page.querySelector("[data-drawing-area-clear]"));
  const count = Number(take.dataset.example);
  /** @type {Example|null} */
  let example = null;
  let origin = "";
  const showExample = () => {
    if (example === null) return;
    origin = t("origin.example", { index: number(example.mnist_index), label: example.label });
    session.show({ pixels: example.pixels });
  };
  let wanted = Number(take.dataset.first);
  const loader = new SectionLoader(find(root, "[data-take]"), {
    always: true,
    load: (signal) => get(`/inside/examples/${wanted}`, signal),
    show: (/** @type {Example} */ found) => {
      example = found;
      clear.click();
      showExample();
    },
  });
  take.addEventListener("click", () => {
    wanted = Math.floor(Math.random() * count);
    loader.refresh();
  });
  page.addEventListener("digits:drawn", (event) => {
    const { strokes } = /** @type {CustomEvent} */ (event).detail;
    if (strokes.length === 0) return example === null ? loader.refresh() : showExample();
    loader.cancel();
    origin = t("origin.drawn");
    session.show({ strokes });
  });
  loader.refresh();
  return { origin: () => origin };
}
