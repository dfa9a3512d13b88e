/** Which stroke matters: the drawing read again without each of its strokes. */

import { t } from "../shared/translations.js";
import { find } from "./dom.js";
import { mattersMost } from "./ablation.js";
import { SectionLoader } from "./section-loader.js";
import { Heatmap } from "./heatmap.js";
import { planeOf } from "./tensors.js";
import { keepPlace, tile } from "./tile.js";
import { sure } from "./layer-text.js";

/**
 * @typedef {import("./page-state.js").PageState} PageState
 * @typedef {import("./page-state.js").Answer} Answer
 */

const FULL = 255;
/** Lines of words under a stroke, in most languages. */
const LINES = 3;

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} page
 * @param {PageState} session
 */
export function mountStrokeImportance(root, page, session) {
  const list = find(root, "[data-list]");
  const words = find(root, "[data-said]");
  const strokes = () => (session.digit !== null && "strokes" in session.digit ? session.digit.strokes.length : 0);
  const loader = new SectionLoader(root, {
    delay: 400,
    load: async (signal) => (strokes() > 1 ? session.question("strokes", signal) : null),
    show: (/** @type {{whole: Answer, without: (Answer|null)[]}|null} */ found) => {
      const matters = found === null ? -1 : mattersMost(found);
      words.textContent = found === null ? t(strokes() === 1 ? "strokes.one" : "strokes.none") : t("strokes.most", { stroke: matters + 1 });
      list.replaceChildren(...(found === null ? [] : found.without.map((left, index) => item(left, index, found.whole, index === matters))));
    },
  });
  page.addEventListener("activations:changed", () => {
    keepPlace(list, strokes() > 1 ? strokes() : 0, LINES);
    loader.refresh();
  });
}

/**
 * @param {Answer|null} left null where nothing is
 * @param {number} index of the stroke that was left out
 * @param {Answer} whole
 * @param {boolean} matters
 */
function item(left, index, whole, matters) {
  const picture = new Heatmap("");
  if (left !== null) picture.paint(planeOf(left.ink), { largest: FULL, isInk: true });
  const said = left === null ? t("strokes.nothing") : t(left.digit === whole.digit ? "strokes.same" : "strokes.other", { answer: left.digit, sure: sure(left.probabilities[left.digit]) });
  return tile(picture, left === null ? "–" : String(left.digit), [t("strokes.without", { stroke: index + 1 }), said], matters);
}
