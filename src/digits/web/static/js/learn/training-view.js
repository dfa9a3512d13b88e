/** The lessons on training: batches, normalization, activations, layers, numbers of weights. */

import { t } from "../shared/translations.js";
import { drawChart } from "./chart.js";
import { parameters } from "./convolution.js";
import { mountNumberControl } from "./number-control.js";
import { find, drawToSize, fixed, plain, radios, svg } from "./dom.js";
import { ACTIVATIONS, batches, histogram, moments, normalized } from "./training.js";

/** Batches that are drawn one by one; of more, only so many. */
const MOST_BATCHES = 60;
/** How far the plot of an activation goes on both sides, and how high and low, by activation. */
const EDGE = 6;
/** @type {Record<string, import("./chart.js").Axis>} */
const HEIGHTS = { relu: { low: -1, high: EDGE }, tanh: { low: -1.2, high: 1.2 }, sigmoid: { low: -0.2, high: 1.2 } };
/** How far the histograms go on both sides. */
const RANGE = 12;
const BINS = 48;

/** @param {HTMLElement} root */
export function mountBatches(root) {
  const strip = find(root, "[data-strip]");
  const show = () => {
    const [images, size, epochs] = controls.map((control) => control.value());
    const { iterations, last, total } = batches(images, size, epochs);
    const values = { images, size: Math.min(size, images), epochs, iterations, last, total };
    const written = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fixed(value)]));
    find(root, "[data-said]").textContent = t("batches.said", written);
    drawStrip(strip, iterations, last / Math.min(size, images));
  };
  const controls = ["images", "batch", "epochs-count"].map((name) => mountNumberControl(root, name, show));
  show();
}

/**
 * @param {Element} strip
 * @param {number} iterations
 * @param {number} last the part of a batch that the last one is
 */
function drawStrip(strip, iterations, last) {
  const shown = Math.min(iterations, MOST_BATCHES);
  const width = 100 / shown;
  const boxes = Array.from({ length: shown }, (_, index) => {
    const part = index === shown - 1 ? last : 1;
    const place = { x: `${index * width}%`, width: `${width * part * 0.86}%`, height: "100%" };
    return svg("rect", { class: index === 0 ? "strip-now" : "strip-batch", ...place });
  });
  strip.replaceChildren(...boxes);
}

/**
 * @param {HTMLElement} root
 * @param {number[]} values of one unit over a batch
 */
export function mountNormalization(root, values) {
  const show = () => {
    const after = normalized(values, controls[0].value(), controls[1].value());
    showHistogram(root, "before", values);
    showHistogram(root, "after", after);
  };
  const controls = ["gamma", "beta"].map((name) => mountNumberControl(root, name, show));
  drawToSize(find(root, "[data-before]"), show);
}

/**
 * @param {HTMLElement} root
 * @param {"before"|"after"} name
 * @param {number[]} values
 */
function showHistogram(root, name, values) {
  const { mean, deviation } = moments(values);
  const said = { when: t(`sums.${name}`), mean: fixed(mean, 2), deviation: fixed(deviation, 2) };
  find(root, `[data-${name}-said]`).textContent = t("sums.said", said);
  drawHistogram(find(root, `[data-${name}]`), histogram(values, -RANGE, RANGE, BINS));
}

/**
 * @param {Element} picture
 * @param {number[]} counts
 */
function drawHistogram(picture, counts) {
  const highest = Math.max(...counts);
  drawChart(picture, [], { low: -RANGE, high: RANGE }, { low: 0, high: highest });
  const box = picture.getBoundingClientRect();
  const [left, right, bottom] = [48, box.width - 14, box.height - 26];
  const width = (right - left) / counts.length;
  counts.forEach((count, index) => {
    const height = (count / highest) * (bottom - 8);
    const place = { x: left + index * width, y: bottom - height, width: Math.max(1, width - 1), height };
    picture.append(svg("rect", { class: "bin", ...place }));
  });
}

/** @param {HTMLElement} root */
export function mountActivation(root) {
  const plot = find(root, "[data-plot]");
  const show = () => {
    const kind = kinds.value();
    const { value, slope } = ACTIVATIONS[kind];
    const places = Array.from({ length: 241 }, (_, index) => index / 20 - EDGE);
    const curves = [value, slope].map((f) => places.map((x) => /** @type {[number, number]} */ ([x, f(x)])));
    const x = control.value();
    /** @type {[number, number][]} */
    const here = [[x, value(x)]];
    drawChart(plot, [...curves, here], { low: -EDGE, high: EDGE }, HEIGHTS[kind], false);
    const name = { relu: "ReLU", tanh: "tanh", sigmoid: "σ" }[kind];
    const said = { value: `${name}(${plain(x)}) = ${plain(value(x), 4)}`, slope: plain(slope(x), 4) };
    find(root, "[data-said]").textContent = t("activation.said", said);
  };
  const kinds = radios(root, "activation-kind", show);
  const control = mountNumberControl(root, "sum", show);
  drawToSize(plot, show);
}

/** @param {HTMLElement} root */
export function mountCounts(root) {
  const show = () => {
    const [maps, width] = controls.map((control) => control.value());
    const { outputs, convolution, dense } = parameters(28, width, maps);
    find(root, '[data-count="convolution"]').textContent = fixed(convolution);
    find(root, '[data-count="dense"]').textContent = fixed(dense);
    const values = { outputs: fixed(outputs), side: fixed(28 - width + 1), times: fixed(dense / convolution) };
    find(root, "[data-said]").textContent = t("counts.said", { maps: fixed(maps), ...values });
  };
  const controls = ["maps-count", "width"].map((name) => mountNumberControl(root, name, show));
  show();
}
