/** Draws the learning curves of one measure for the chosen networks. */

import { t } from "../shared/translations.js";
import { bottomAxis, draw, leftAxis, MARGIN, paint, percentTick, plainTick } from "./chart.js";
import { roundRange, linear, logarithmic, ticks } from "./log-scale.js";
import { bestEpoch, validationCurve, values } from "./curves.js";

/**
 * @typedef {import("./curves.js").Curve} Curve
 * @typedef {"loss"|"error"} Measure
 * @typedef {{name: string, place: number, curve: Curve}} Chosen  `place` gives the colour
 * @typedef {(value: number) => number} Scale
 */

/**
 * @param {HTMLElement} frame
 * @param {Measure} measure
 * @param {Chosen[]} chosen
 */
export function paintMeasure(frame, measure, chosen) {
  const curves = chosen.map(({ curve }) => curve);
  const found = values(curves, measure);
  if (found.length === 0) {
    frame.replaceChildren();
    return;
  }
  const [low, high] = roundRange(found);
  const epochs = Math.max(...curves.map(({ loss }) => loss.length));
  const names = chosen.map(({ name }) => name).join(t("comma"));
  const description = t("curves.description", { measure: t(`curves.${measure}`), models: names });
  paint(
    frame,
    (width, height) => {
      const across = linear(1, epochs, MARGIN.left + 8, width - MARGIN.right);
      const up = logarithmic(low, high, height - MARGIN.bottom, MARGIN.top);
      return [
        ...axes({ low, high, epochs, measure, width, height }, across, up),
        ...chosen.flatMap((one) => lines(one, measure, across, up)),
      ];
    },
    description,
  );
}

/**
 * @param {{low: number, high: number, epochs: number, measure: Measure, width: number, height: number}} room
 * @param {Scale} across
 * @param {Scale} up
 */
function axes({ low, high, epochs, measure, width, height }, across, up) {
  const tick = tickOf(measure);
  const every = Math.ceil(epochs / 10);
  const marked = Array.from({ length: epochs }, (_, index) => index + 1).filter(
    (epoch) => epoch === 1 || (epoch % every === 0 && epoch - 1 >= every / 2),
  );
  return [
    leftAxis(
      ticks(low, high).map((value) => ({ at: up(value), text: tick(value) })),
      width,
    ),
    bottomAxis(
      marked.map((epoch) => ({ at: across(epoch), text: String(epoch) })),
      width,
      height,
      t("epoch"),
    ),
  ];
}

/**
 * @param {Chosen} chosen
 * @param {Measure} measure
 * @param {Scale} across
 * @param {Scale} up
 */
function lines({ name, place, curve }, measure, across, up) {
  const read = validationCurve(curve, measure);
  const best = bestEpoch(read);
  const title = `${name}, ${t("epoch")} ${best}: ${tickOf(measure)(read[best - 1])}`;
  const ring = { cx: across(best), cy: up(read[best - 1]), r: 4, class: `curve-best series-${place}` };
  return [
    draw("path", { d: path(curve[measure], across, up), class: `curve is-training series-${place}` }),
    draw("path", { d: path(read, across, up), class: `curve series-${place}` }),
    draw("circle", ring, draw("title", {}, title)),
  ];
}

/** @param {Measure} measure */
const tickOf = (measure) => (measure === "error" ? percentTick : plainTick);

/**
 * @param {number[]} values by epoch
 * @param {Scale} across
 * @param {Scale} up
 */
function path(values, across, up) {
  const points = values.map((value, index) => `${across(index + 1).toFixed(1)} ${up(value).toFixed(1)}`);
  return `M${points.join("L")}`;
}
