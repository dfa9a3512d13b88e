/** The images that most models misread, and each model's answer on demand. */

import { request } from "../shared/api.js";
import { t } from "../shared/translations.js";
import { make } from "./chart.js";
import { addressOf, sectionLoader, onApproach } from "./section-loader.js";
import { byAnswer } from "./votes.js";
import { misreadBy, picture } from "./thumbnails.js";

/** @typedef {import("./thumbnails.js").Misread & {said: Record<string, number>}} Hard  `said` by those that misread it */

/** @param {HTMLElement} root */
export function mountHardest(root) {
  const list = /** @type {HTMLElement} */ (root.querySelector("[data-hardest-images]"));
  const load = sectionLoader(root, async () => {
    const { models, images } = (await request(addressOf(root))).body;
    list.replaceChildren(...images.map((/** @type {Hard} */ image) => hard(image, models)));
  });
  onApproach(root, load);
}

/**
 * @param {Hard} image
 * @param {string[]} models that read it
 */
function hard(image, models) {
  const answers = byAnswer(models.map((model) => ({ model, digit: image.said[model] ?? image.truth })));
  const [most] = answers.filter(({ digit }) => digit !== image.truth);
  const mostOften = t("hardest.most", { digit: String(most.digit), count: most.models.length });
  return make(
    "li",
    { class: "hardest-image" },
    picture(image, 84),
    make("p", { class: "hardest-label" }, t("hardest.truth", { truth: image.truth })),
    make("p", { class: "hardest-count" }, `${misreadBy(image, models.length)}. ${mostOften}.`),
    make(
      "details",
      {},
      make("summary", {}, t("hardest.each")),
      make("dl", {}, ...answers.map(({ digit, models: names }) => said(digit, names, digit === image.truth))),
    ),
  );
}

/**
 * @param {number|null} digit
 * @param {string[]} names
 * @param {boolean} right
 */
function said(digit, names, right) {
  const head = right ? t("hardest.right", { digit: String(digit) }) : String(digit);
  return make("div", {}, make("dt", {}, head), make("dd", { dir: "ltr" }, names.join(", ")));
}
