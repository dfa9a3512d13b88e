import assert from "node:assert/strict";
import { test } from "node:test";

import * as convolution from "../../src/digits/web/static/js/learn/convolution.js";
import { column, isCut } from "../../src/digits/web/static/js/learn/layer-layout.js";
import { decimals, linear, logarithmic } from "../../src/digits/web/static/js/learn/scale.js";
import { crossEntropy, softmax } from "../../src/digits/web/static/js/learn/softmax.js";
import { ACTIVATIONS, batches, histogram, moments, normalized } from "../../src/digits/web/static/js/learn/training.js";

const close = (actual, expected, by = 1e-9) => assert.ok(Math.abs(actual - expected) < by, `${actual}, not ${expected}`);

test("the course's example of softmax", () => {
  const logits = [1, 3, 2.5, 5, 4, 2];
  const { exponentials, sum, probabilities } = softmax(logits);
  assert.deepEqual(probabilities.map((one) => one.toFixed(2)), ["0.01", "0.08", "0.05", "0.60", "0.22", "0.03"]);
  close(probabilities.reduce((total, one) => total + one), 1);
  close(exponentials[3] / sum, probabilities[3]);
  close(crossEntropy(logits, 3), 0.5028, 5e-5);
});

test("temperature divides the logits", () => {
  close(softmax([4, 2], 2).probabilities[0], softmax([2, 1]).probabilities[0]);
  close(crossEntropy([4, 2], 1, 2), -Math.log(softmax([2, 1]).probabilities[1]));
});

test("cross-entropy is finite where the probability rounds to 0", () => {
  close(crossEntropy([0, 10], 0, 0.01), 1000, 1e-6);
});

test("a batch that is not full is an iteration, too", () => {
  assert.deepEqual(batches(60_000, 128, 20), { iterations: 469, last: 96, total: 9380 });
  assert.deepEqual(batches(60_000, 100, 1), { iterations: 600, last: 100, total: 600 });
  assert.deepEqual(batches(10, 64, 2), { iterations: 1, last: 10, total: 2 });
});

test("normalized sums have the mean beta and the deviation gamma", () => {
  const values = [-4, 1, 3, 8, 12, -20];
  const { mean, deviation } = moments(normalized(values, 2, -1));
  close(mean, -1);
  close(deviation, 2, 1e-4);
});

test("a histogram counts every value once", () => {
  assert.deepEqual(histogram([-9, -0.5, 0, 0.4, 9], -1, 1, 2), [2, 3]);
});

test("each activation's slope is its derivative", () => {
  for (const { value, slope } of Object.values(ACTIVATIONS)) {
    for (const x of [-2.5, -0.3, 0.7, 4]) close(slope(x), (value(x + 1e-6) - value(x - 1e-6)) / 2e-6, 1e-6);
  }
});

const image = { side: 4, values: Array.from({ length: 16 }, (_, index) => index) };

test("a kernel is laid on the window and its products are added", () => {
  const { pixels, products, total, result } = convolution.at(image, convolution.KERNELS.vertical, 1, 0);
  assert.deepEqual(pixels, [4, 5, 6, 8, 9, 10, 12, 13, 14]);
  assert.deepEqual(products, [-4, 0, 6, -16, 0, 20, -12, 0, 14]);
  assert.deepEqual([total, result], [8, 8]);
  assert.deepEqual(convolution.convolve(image, convolution.KERNELS.blur), { side: 2, values: [5, 6, 9, 10] });
});

test("edges have no answer on even ground", () => {
  const even = { side: 5, values: new Array(25).fill(7) };
  for (const name of ["vertical", "horizontal", "diagonal", "outline"]) {
    assert.deepEqual(convolution.convolve(even, convolution.KERNELS[name]).values, new Array(9).fill(0), name);
  }
});

test("ReLU and pooling", () => {
  assert.deepEqual(convolution.relu({ side: 2, values: [-1, 2, 0, -3] }, 1).values, [0, 3, 1, 0]);
  assert.deepEqual(convolution.pool(image, "max"), { side: 2, values: [5, 7, 13, 15] });
  assert.deepEqual(convolution.pool(image, "average").values, [2.5, 4.5, 10.5, 12.5]);
  assert.equal(convolution.pool({ side: 5, values: new Array(25).fill(1) }, "max").side, 2);
});

test("parameters of a convolution and of a dense layer with the same outputs", () => {
  assert.deepEqual(convolution.parameters(28, 3, 32), { outputs: 21_632, convolution: 320, dense: 16_981_120 });
});

test("ticks are round, and lie in the domain", () => {
  assert.deepEqual(linear([0, 200], [0, 100], 5).ticks, [0, 50, 100, 150, 200]);
  assert.deepEqual(linear([-8, 8], [0, 100], 4).ticks, [-5, 0, 5]);
  assert.deepEqual(logarithmic([0.12, 2.4], [0, 100]).ticks, [0.2, 0.5, 1, 2]);
  assert.deepEqual(logarithmic([1e-4, 3], [0, 100], 6).ticks, [0.0001, 0.001, 0.01, 0.1, 1]);
  assert.deepEqual(logarithmic([0.12, 0.2], [0, 100]).ticks, [0.12, 0.14, 0.16, 0.18, 0.2]);
  close(logarithmic([0.1, 10], [0, 100]).place(1), 50);
});

test("a number has the decimals it needs", () => {
  assert.deepEqual([0.2, 3, 1e-5, 0.30000000000000004].map((value) => decimals(value)), [1, 0, 5, 1]);
});

test("a layer of ten is drawn whole, of a larger one four units at either end", () => {
  assert.deepEqual(column(3, 110), [88, 110, 132]);
  assert.equal(column(10, 110).length, 10);
  assert.ok(Math.min(...column(10, 110)) > 7);
  assert.deepEqual(column(150, 110), [22, 44, 66, 88, 132, 154, 176, 198]);
  assert.deepEqual([10, 11].map(isCut), [false, true]);
});
