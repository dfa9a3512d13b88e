/** Error on the test set against the size of a network, both on logarithmic axes. */

import { number, t } from "../shared/translations.js";
import { bottomAxis, draw, leftAxis, make, MARGIN, onResize, paint, percentTick } from "./chart.js";
import { share } from "./models.js";
import { roundRange, logarithmic, placeLabels, ticks } from "./log-scale.js";
import { KINDS } from "./sorting.js";

/**
 * @typedef {import("./models.js").Model} Model
 * @typedef {"macs"|"parameters"} Size
 */

const LABEL = { height: 14, letter: 7.2 };

/**
 * @param {HTMLElement} root
 * @param {Model[]} models
 */
export function mountScatter(root, models) {
  const frame = /** @type {HTMLElement} */ (root.querySelector("[data-chart]"));
  const legend = /** @type {HTMLElement} */ (root.querySelector("[data-legend]"));
  const choices = /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll("input[name=against]"));
  const chosen = () => /** @type {Size} */ ([...choices].find(({ checked }) => checked)?.value);
  const repaint = () => {
    const shown = models.filter((model) => model.test !== null && model[chosen()] !== null);
    const description = t("scatter.description", { size: t(`column.${chosen()}`), count: shown.length });
    paint(frame, (width, height) => contents(shown, chosen(), width, height), description);
  };
  const kinds = KINDS.filter((kind) => models.some((model) => model.kind === kind && model.macs !== null));
  legend.replaceChildren(...kinds.map((kind) => make("li", {}, key(kind), t(`kind.${kind}`))));
  for (const choice of choices) choice.addEventListener("change", repaint);
  onResize(frame, repaint);
  repaint();
}

/**
 * @param {Model[]} models
 * @param {Size} size
 * @param {number} width
 * @param {number} height
 */
function contents(models, size, width, height) {
  const sizes = models.map((model) => /** @type {number} */ (model[size]));
  const ends = models.flatMap(({ test }) => (test === null ? [] : [test.low, test.high]));
  const [least, most] = roundRange(sizes);
  const [best, worst] = roundRange(ends);
  const across = logarithmic(least, most, MARGIN.left + 8, width - MARGIN.right - 8);
  const up = logarithmic(best, worst, height - MARGIN.bottom, MARGIN.top);
  const points = models.map((model, index) => ({
    model,
    x: across(sizes[index]),
    y: up(model.test === null ? worst : share(model.test)),
    width: model.name.length * LABEL.letter,
  }));
  const area = { width, height: height - MARGIN.bottom };
  const labels = placeLabels(points, area, LABEL.height);
  return [
    leftAxis(ticks(best, worst).map((value) => ({ at: up(value), text: percentTick(value) })), width),
    bottomAxis(
      ticks(least, most).map((value) => ({ at: across(value), text: powerOfTen(value) })),
      width,
      height,
      t(`column.${size}`),
    ),
    ...points.map(({ model, x, y }) => point(model, x, y, up)),
    ...labels.map((label, index) =>
      label === null ? draw("g") : draw("text", { ...label, class: "point-name" }, points[index].model.name),
    ),
  ];
}

/**
 * @param {Model} model
 * @param {number} x
 * @param {number} y
 * @param {(share: number) => number} up
 */
function point(model, x, y, up) {
  const counted = /** @type {import("./models.js").Counted} */ (model.test);
  const error = t("percent", { value: number(100 * share(counted), 2) });
  return draw(
    "g",
    { class: `point is-${model.kind}` },
    draw("title", {}, `${model.name}: ${error}`),
    draw("line", { x1: x, x2: x, y1: up(counted.low), y2: up(counted.high) }),
    shape(model.kind, x, y),
  );
}

/**
 * @param {string} kind each has a shape of its own, for those who do not tell the colours apart
 * @param {number} x
 * @param {number} y
 */
function shape(kind, x, y) {
  if (kind === "linear") return draw("path", { d: `M${x} ${y - 6}l6 6l-6 6l-6-6z` });
  if (kind === "dense") return draw("rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9 });
  return draw("circle", { cx: x, cy: y, r: 5 });
}

/**
 * @param {number} value
 * @returns {string} such as "10⁴", with the factor before it where it is no power of ten
 */
function powerOfTen(value) {
  const power = Math.floor(Math.log10(value) + 1e-9);
  const factor = Math.round(value / 10 ** power);
  const raised = [...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `${factor === 1 ? "" : `${factor} · `}10${raised}`;
}

/** @param {string} kind */
function key(kind) {
  const size = { width: 14, height: 14, viewBox: "0 0 14 14", class: `point is-${kind}`, "aria-hidden": "true" };
  return draw("svg", size, shape(kind, 7, 7));
}
