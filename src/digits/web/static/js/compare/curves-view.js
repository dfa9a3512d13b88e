/** Learning curves of the chosen networks: loss and error, of training images and held-out writers. */

import { request } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { number, t } from "../shared/translations.js";
import { draw, make, onResize } from "./chart.js";
import { paintMeasure } from "./curve-chart.js";
import { addressOf, sectionLoader, onApproach } from "./section-loader.js";
import { bestEpoch, firstChoice, MOST } from "./curves.js";

/**
 * @typedef {import("./curves.js").Curve} Curve
 * @typedef {import("./curve-chart.js").Chosen} Chosen
 */

/**
 * @param {HTMLElement} root
 * @param {import("./models.js").Model[]} models
 */
export function mountCurves(root, models) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("[data-curve-choice] input")]);
  const frames = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-chart]")]);
  /** @type {Record<string, Curve>} */
  let curves = {};
  /** @type {(string|null)[]} the place of a chosen one gives its colour, which it keeps */
  const places = Array(MOST).fill(null);

  /** @returns {Chosen[]} */
  const chosen = () =>
    places.flatMap((name, place) => (name !== null && name in curves ? [{ name, place, curve: curves[name] }] : []));
  const repaint = () => {
    for (const frame of frames) {
      paintMeasure(frame, /** @type {import("./curve-chart.js").Measure} */ (frame.dataset.chart), chosen());
    }
    showLegend(root, chosen());
    showEpochs(root, chosen());
  };
  /**
   * @param {string} name
   * @param {boolean} shown
   */
  const choose = (name, shown) => {
    const place = places.indexOf(shown ? null : name);
    if (place >= 0) places[place] = shown ? name : null;
    const full = !places.includes(null);
    for (const box of boxes) box.disabled = full && !box.checked;
    if (full) emit(root, "digits:say", { text: t("curves.full", { count: MOST }) });
  };
  const begin = () => {
    for (const name of firstChoice(curves, models)) {
      for (const box of boxes) if (box.value === name) box.checked = true;
      choose(name, true);
    }
  };
  const load = sectionLoader(root, async () => {
    ({ curves } = (await request(addressOf(root))).body);
    if (places.every((name) => name === null)) begin();
    repaint();
  });

  for (const box of boxes) {
    box.addEventListener("change", () => {
      choose(box.value, box.checked);
      repaint();
    });
  }
  onResize(frames[0], repaint);
  onApproach(root, load);
}

/**
 * @param {HTMLElement} root
 * @param {Chosen[]} chosen
 */
function showLegend(root, chosen) {
  const legend = /** @type {HTMLElement} */ (root.querySelector("[data-legend]"));
  legend.replaceChildren(
    make("li", {}, key("is-plain is-training"), t("curves.training")),
    make("li", {}, key("is-plain"), t("curves.validation")),
    ...chosen.map(({ name, place, curve }) => {
      const best = bestEpoch(curve.val_error);
      const error = t("percent", { value: number(100 * curve.val_error[best - 1], 2) });
      const said = t("curves.best", { error, epoch: best });
      return make("li", {}, key(`series-${place}`), make("code", { dir: "ltr" }, name), ` ${said}`);
    }),
  );
}

/** @param {string} style of the line */
function key(style) {
  const line = draw("line", { x1: 0, x2: 24, y1: 6, y2: 6, class: `curve ${style}` });
  return draw("svg", { width: 24, height: 12, "aria-hidden": "true" }, line);
}

/**
 * @param {HTMLElement} root
 * @param {Chosen[]} chosen
 */
function showEpochs(root, chosen) {
  const place = /** @type {HTMLElement} */ (root.querySelector("[data-epochs]"));
  place.replaceChildren(...chosen.map(epochTable));
}

/** @param {Chosen} chosen */
function epochTable({ name, curve }) {
  const heads = ["epoch", "curves.head.loss", "curves.head.val_loss", "curves.head.error", "curves.head.val_error"];
  const rows = curve.loss.map((loss, index) => {
    const losses = [loss, curve.val_loss[index]].map((value) => number(value, 4));
    const errors = [curve.error[index], curve.val_error[index]].map((value) => number(100 * value, 2));
    const cells = [...losses, ...errors].map((text) => make("td", {}, text));
    return make("tr", {}, make("th", { scope: "row" }, String(index + 1)), ...cells);
  });
  const head = heads.map((text) => make("th", { scope: "col" }, t(text)));
  return make(
    "table",
    {},
    make("caption", { dir: "ltr" }, name),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows),
  );
}
