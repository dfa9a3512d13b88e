import assert from "node:assert/strict";
import { test } from "node:test";

import * as arithmetic from "../../src/digits/web/static/js/activations/arithmetic.js";
import { mattersMost, weakestPosition, windowAt, coverPatch } from "../../src/digits/web/static/js/activations/ablation.js";
import { decode, inRows, elementOf, placeOf } from "../../src/digits/web/static/js/activations/tensors.js";
import { figure, formula, origin, sure, title, why } from "../../src/digits/web/static/js/activations/layer-text.js";
import { t } from "../../src/digits/web/static/js/shared/translations.js";
import { usePageTexts } from "./page-texts.js";

const { sumTerms, activated, convolved, cutPatch, decimalsFor, asReciprocal, rounded, softmax, total, windowOf } = arithmetic;

/** @param {number[]} shape */
const counting = (shape) => ({ shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, index) => index) });
const CONVOLUTION = {
  index: 2,
  kind: "convolution",
  shape: [8, 24, 24],
  sources: [1],
  activation: { name: "relu", inner: 1, outer: 1 },
  parameters: { kernels: [8, 1, 5, 5], biases: [8] },
  stride: [1, 1],
  padding: [0, 0, 0, 0],
};
/** A generator of numbers from -1 to 1 that are the same every time (Park and Miller). */
function* random(seed) {
  for (;;) {
    seed = (seed * 48271) % 2147483647;
    yield (2 * seed) / 2147483647 - 1;
  }
}

test("numbers come as little-endian float32 in base64", () => {
  const data = Buffer.from(new Float32Array([1.5, -2, 0]).buffer).toString("base64");
  assert.deepEqual(decode({ shape: [3], data }), { shape: [3], data: new Float32Array([1.5, -2, 0]) });
});

test("a part of the first axis, and the place of a value", () => {
  assert.deepEqual([...elementOf(counting([3, 2, 2]), 1).data], [4, 5, 6, 7]);
  assert.deepEqual(placeOf(17, [3, 2, 3]), [2, 1, 2]);
  assert.deepEqual(placeOf(17, [128]), [17]);
});

test("units are put in rows, the last of which ends early", () => {
  const { height, width, data } = inRows(new Float32Array([1, 2, 3, 4, 5]), 3);
  assert.deepEqual([height, width, [...data]], [2, 3, [1, 2, 3, 4, 5, NaN]]);
});

test("a patch is what lies under the kernel, zeros beyond the edges", () => {
  const plane = { height: 2, width: 3, data: new Float32Array([1, 2, 3, 4, 5, 6]) };
  assert.deepEqual(cutPatch(plane, { top: 0, left: 1, height: 2, width: 2 }), [2, 3, 5, 6]);
  assert.deepEqual(cutPatch(plane, { top: -1, left: -1, height: 2, width: 2 }), [0, 0, 0, 1]);
});

test("a window follows stride and padding", () => {
  const padded = { ...CONVOLUTION, stride: [2, 2], padding: [1, 1, 1, 1] };
  assert.deepEqual(windowOf(padded, 0, 3), { top: -1, left: 5, height: 5, width: 5 });
  const pooling = { kind: "pooling", window: [2, 3], stride: [2, 3] };
  assert.deepEqual(windowOf(pooling, 4, 1), { top: 8, left: 3, height: 2, width: 3 });
});

test("a convolution is the sum of patch times kernel over all maps", () => {
  const source = counting([2, 3, 3]);
  const kernels = { shape: [1, 2, 2, 2], data: new Float32Array([1, 0, 0, -1, 2, 0, 0, 0]) };
  const parts = convolved(source, kernels, { top: 1, left: 1, height: 2, width: 2 });
  assert.deepEqual(parts.map(({ sum }) => sum), [4 - 8, 2 * 13]);
  assert.deepEqual(parts[1].patch, [13, 14, 16, 17]);
});

test("activations", () => {
  assert.equal(activated(null, -2), -2);
  assert.equal(activated({ name: "relu", inner: 1, outer: 1 }, -2), 0);
  assert.equal(activated({ name: "sigmoid", inner: 1, outer: 1 }, 0), 0.5);
  assert.ok(Math.abs(activated({ name: "tanh", inner: 2 / 3, outer: 1.7159 }, 1) - 1) < 1e-4);
});

test("what is shown of a sum adds up, whatever is summed", () => {
  const numbers = random(7);
  for (let round = 0; round < 200; round += 1) {
    const terms = Array.from({ length: 1 + (round % 40) }, () => 3 * numbers.next().value);
    const { rows, others, bias, sum } = sumTerms(terms, numbers.next().value, 8, 3);
    const shown = [...rows.map(({ value }) => value), others?.value ?? 0, bias].map((value) => Math.round(1000 * value));
    assert.equal(total(shown), Math.round(1000 * sum));
    assert.equal(rows.length + (others?.count ?? 0), terms.length);
  }
});

test("the largest terms come first, and what is rounded is off by less than a unit", () => {
  const { rows, others } = sumTerms([0.1, -5, 2, 0.2], 0, 2, 3);
  assert.deepEqual(rows.map(({ index }) => index), [1, 2]);
  assert.equal(others?.count, 2);
  const thirds = [1 / 3, 1 / 3, 1 / 3];
  assert.deepEqual(rounded(thirds, 1).sort(), [3, 3, 4]);
});

test("products add up to what the account shows of them, rounded up or down", () => {
  const numbers = random(11);
  for (let time = 0; time < 200; time += 1) {
    const parts = Array.from({ length: 25 }, (_, index) => (index % 3 === 0 ? 0 : numbers.next().value));
    const sum = total(parts);
    for (const shown of [Math.floor(1000 * sum), Math.ceil(1000 * sum)]) {
      const whole = rounded(parts, 3, shown / 1000);
      assert.equal(total(whole), shown);
      assert.ok(whole.every((part, index) => Math.abs(part - 1000 * parts[index]) < 1 + 1e-9));
    }
  }
});

test("who computes with the figures shown finds the result shown", () => {
  const scaled = (before, factor, offset) => before * factor + offset;
  assert.equal(decimalsFor([255, Math.fround(1 / 255), 0], scaled, 5), 8);
  const numbers = random(5);
  for (let time = 0; time < 200; time += 1) {
    const terms = [300, 3, 1].map((largest) => largest * numbers.next().value);
    const places = decimalsFor(terms, scaled, 5);
    assert.equal(scaled(...terms.map((term) => Number(term.toFixed(places)))).toFixed(5), scaled(...terms).toFixed(5));
  }
});

test("a factor that is a part of a whole is known as one", () => {
  assert.equal(asReciprocal(Math.fround(1 / 255)), 255);
  for (const factor of [0.00392, 1, -0.5, 0, 1.7]) assert.equal(asReciprocal(factor), null);
});

test("the steps of a softmax", () => {
  const { rows, sum } = softmax([1, 3, 3], 2);
  assert.deepEqual(rows.map(({ scaled }) => scaled), [0.5, 1.5, 1.5]);
  assert.equal(rows[1].exponential, 1);
  assert.ok(Math.abs(sum - (2 + Math.exp(-1))) < 1e-12);
  assert.ok(Math.abs(total(rows.map(({ probability }) => probability)) - 1) < 1e-12);
});

test("paper is laid around the place, and the digit is kept elsewhere", () => {
  const found = { patch: 5, step: 2 };
  assert.deepEqual(windowAt(found, 0, 3), { top: -2, left: 4, height: 5, width: 5 });
  const ink = Array.from({ length: 28 }, () => new Array(28).fill(9));
  const left = coverPatch(ink, windowAt(found, 0, 3));
  assert.deepEqual([left[2][4], left[2][8], left[3][4], left[2][9]], [0, 0, 9, 9]);
  assert.equal(total(left.flat().map((value) => (value === 0 ? 1 : 0))), 3 * 5);
});

test("the weakest place and the stroke that matters", () => {
  assert.deepEqual(weakestPosition({ probabilities: [[1, 0.9], [0.2, 1]] }), [1, 0]);
  const answer = (probability) => ({ digit: 1, probabilities: [0, probability] });
  assert.equal(mattersMost({ whole: answer(1), without: [answer(0.9), answer(0.3), answer(0.8)] }), 1);
  assert.equal(mattersMost({ whole: answer(1), without: [answer(0.9), null] }), 1);
});

test("numbers as people write them", () => {
  usePageTexts("activations");
  assert.equal(figure(-0.12345), "\u22120.123");
  assert.equal(figure(-0.0001), "0.000");
  assert.equal(figure(255), "255");
  assert.equal(figure(-12.34), "\u221212.3");
  assert.equal(sure(0.973), t("certainty", { percent: "97.3\u00a0%" }));
  assert.equal(sure(0.9999), t("certainty.most", { percent: "99.9\u00a0%" }));
  usePageTexts("activations", "fr");
  assert.equal(figure(1.5), "1,50");
});

test("a layer in words", () => {
  const layers = [{ index: 0, kind: "input", shape: [1, 28, 28], sources: [] }, { index: 1, shape: [1, 28, 28], sources: [0] }, CONVOLUTION];
  usePageTexts("activations");
  assert.equal(title(CONVOLUTION), "Convolution and ReLU");
  for (const figures of ["8", "24\u202f×\u202f24", "5\u202f×\u202f5"]) assert.ok(formula(CONVOLUTION, layers).includes(figures));
  assert.equal(origin(CONVOLUTION), "");
  assert.match(origin({ ...CONVOLUTION, sources: [0] }), /layer 0/);
});

test("every kind of layer has its words in every language", () => {
  const base = { index: 1, sources: [0], activation: null, shape: [2, 4, 4], parameters: {} };
  const layers = [{ index: 0, kind: "input", shape: [2, 8, 8], sources: [] }];
  const pooling = { ...base, kind: "pooling", window: [2, 2], stride: [2, 2] };
  const kinds = [
    { ...base, kind: "input", sources: [] },
    { ...base, kind: "padding", amounts: [2, 2, 2, 2] },
    ...[[1, 1, 1], [2, 1, 1], [2, 4, 4]].map((factors) => ({ ...base, kind: "scaling", parameters: { factors } })),
    ...[1, 2].map((channels) => ({ ...base, kind: "convolution", parameters: { kernels: [2, channels, 3, 3] } })),
    ...["max", "mean"].flatMap((mode) => [{ ...pooling, mode }, { ...pooling, mode, is_global: true, shape: [2] }]),
    { ...base, kind: "dense", shape: [10], parameters: { weights: [10, 2, 8, 8] } },
    { ...base, kind: "attention", sources: [0, 1] },
    { ...base, kind: "joining", shape: [4], sources: [0, 1] },
    { ...base, kind: "softmax", shape: [10] },
  ];
  for (const language of ["en", "fr", "es", "ar"]) {
    usePageTexts("activations", language);
    for (const layer of kinds) {
      for (const said of [title(layer), formula(layer, layers), why(layer)]) assert.doesNotMatch(said, /undefined|\{|NaN/);
    }
  }
});
