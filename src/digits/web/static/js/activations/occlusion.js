/** Occlusion: a patch covers each position of the digit in turn; shows how the answer changes. */

import { emit } from "../shared/events.js";
import { percent, t } from "../shared/translations.js";
import { find, make } from "./dom.js";
import { weakestPosition, windowAt, coverPatch } from "./ablation.js";
import { SectionLoader } from "./section-loader.js";
import { PixelPicker } from "./pixel-picker.js";
import { Heatmap } from "./heatmap.js";
import { planeOf, range } from "./tensors.js";
import { sure } from "./layer-text.js";

/**
 * @typedef {import("./page-state.js").PageState} PageState
 * @typedef {import("./ablation.js").Occlusion} Occlusion
 */

const FULL = 255;
const SIDE = 28;
/** A loss of probability that is shown in the full colour even where it is the largest. */
const LEAST = 0.02;

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} page
 * @param {PageState} session
 */
export function mountOcclusion(root, page, session) {
  const words = find(root, "[data-said]");
  const covered = new Heatmap("", [SIDE, SIDE]);
  const changes = make("div", { class: "changes", "aria-hidden": "true" });
  /** @type {{ink: number[][], found: Occlusion}|null} */
  let shown = null;
  /** @type {[number, number]|null} */
  let place = null;
  const map = new PixelPicker(t("occlusion.map"), [14, 14], (row, column, byKey) => {
    place = [row, column];
    cover(byKey);
  });
  const ground = new Heatmap("", [SIDE, SIDE]);
  ground.element.classList.add("ground");
  map.element.prepend(ground.element);
  map.element.append(changes);
  find(root, "[data-map]").prepend(map.element);
  find(root, "[data-covered]").prepend(covered.element);
  const caption = find(root, "[data-most]");

  /** @param {boolean} byKey */
  const cover = (byKey) => {
    if (shown === null || place === null) return;
    const { ink, found } = shown;
    const [row, column] = place;
    const window = windowAt(found, row, column);
    covered.paint(planeOf(coverPatch(ink, window)), { largest: FULL, isInk: true });
    covered.mark([{ ...window, kind: "is-window" }]);
    const answer = found.answers[row][column];
    const left = percent(found.probabilities[row][column]);
    const values = { digit: found.digit, percent: left, answer, sure: sure(found.answer_probabilities[row][column]) };
    words.textContent = t(answer === found.digit ? "occlusion.same" : "occlusion.other", values);
    if (byKey) emit(root, "digits:say", { text: words.textContent });
  };
  const loader = new SectionLoader(root, {
    delay: 300,
    load: async (signal) => {
      const [{ ink }, found] = await Promise.all([session.answer(), session.question("occlusion", signal)]);
      return { ink, found };
    },
    show: (/** @type {{ink: number[][], found: Occlusion}} */ result) => {
      shown = result;
      const { found, ink } = result;
      const losses = planeOf(found.probabilities.map((row) => row.map((probability) => Math.min(0, probability - found.probability))));
      const { largest } = range(losses.data);
      ground.paint(planeOf(ink), { largest: FULL, isInk: true });
      map.paint(losses, { largest: Math.max(LEAST, largest), isVeil: true });
      caption.textContent = t("occlusion.most", { percent: percent(largest) });
      changes.replaceChildren(...changed(found));
      place ??= weakestPosition(found);
      map.place(...place);
      cover(false);
    },
  });
  page.addEventListener("activations:changed", () => {
    place = null;
    loader.refresh();
  });
}

/**
 * @param {Occlusion} found
 * @returns {HTMLElement[]} the other answers, where they are given
 */
function changed({ digit, answers }) {
  return answers.flatMap((row, y) =>
    row.flatMap((answer, x) => {
      if (answer === digit) return [];
      const mark = make("span", {}, String(answer));
      mark.style.gridArea = `${y + 1} / ${x + 1}`;
      return [mark];
    }),
  );
}
