/** The measured curves, which the server put into the page. */

import { drawChart, drawKey } from "./chart.js";
import { find, findAll, drawToSize } from "./dom.js";

/**
 * @typedef {import("./chart.js").Curve} Curve
 * @typedef {import("./chart.js").Axis} Axis
 * @typedef {{curves: Curve[], x: Axis, y: Axis}} Figure
 */

/**
 * @param {ParentNode} root
 * @param {any} measured
 */
export function mountMeasuredCurves(root, measured) {
  for (const chart of findAll(root, "[data-chart]")) {
    const { curves, x, y } = figure(/** @type {string} */ (chart.dataset.chart), measured);
    const picture = find(chart, ".chart-picture");
    drawToSize(picture, () => drawChart(picture, curves, x, y));
  }
  drawKey(root);
}

/**
 * @param {string} name
 * @param {any} measured
 * @returns {Figure}
 */
function figure(name, measured) {
  if (name === "shift") return shift(measured);
  if (name === "optimizer_rates") return rates(measured);
  /** @type {Curve[]} */
  const curves = measured[name].series.map(({ loss }) => loss.map((value, epoch) => [epoch + 1, value]));
  return { curves, x: { low: 1, high: measured[name].epochs }, y: around(curves) };
}

/** @param {any} measured */
function shift(measured) {
  const curves = measured.shift.map(({ errors }) => errors);
  const [first] = curves;
  return { curves, x: { low: first[0][0], high: first[first.length - 1][0] }, y: { ...around(curves), high: 100 } };
}

/** @param {any} measured */
function rates(measured) {
  const { images } = measured.optimizers;
  /** @type {Curve[]} */
  const curves = measured.optimizer_rates.map(({ runs }) => {
    return runs.map(([rate, errors]) => [rate, (100 * errors) / images]);
  });
  const all = curves.flat().map(([rate]) => rate);
  const x = { low: Math.min(...all), high: Math.max(...all), log: true };
  return { curves, x, y: { ...around(curves), high: 100 } };
}

/**
 * @param {Curve[]} curves
 * @returns {Axis} logarithmic, a little more than what they need
 */
function around(curves) {
  const values = curves.flat().map(([, value]) => value);
  return { low: Math.min(...values) / 1.1, high: Math.max(...values) * 1.1, log: true };
}
