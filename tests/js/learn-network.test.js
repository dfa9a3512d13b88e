import assert from "node:assert/strict";
import { test } from "node:test";

import {
  BY_HAND,
  EPOCHS,
  Trainer,
  XOR,
  answer,
  gradient,
  hasLearned,
  loss,
  randomStart,
} from "../../src/digits/web/static/js/learn/xor-network.js";
import { INPUTS } from "../../src/digits/web/static/js/learn/perceptron.js";
import { seeded } from "../../src/digits/web/static/js/learn/random.js";

const START = randomStart(seeded(3));

/** @param {number[]} flat */
const neurons = (flat) => [flat.slice(0, 3), flat.slice(3, 6), flat.slice(6)];

/** @param {number} seed */
function trained(seed) {
  const trainer = new Trainer(randomStart(seeded(seed)));
  trainer.finish();
  return trainer;
}

test("the network by hand does XOR: AND of NAND and OR", () => {
  const answers = INPUTS.map((input) => answer(BY_HAND, input, false));
  assert.deepEqual(answers.map(({ output }) => output), XOR);
  assert.deepEqual(answers.map(({ hidden }) => hidden), [[1, 0], [1, 1], [1, 1], [0, 1]]);
});

test("backpropagation gives the slope of the loss", () => {
  const [flat, slopes, small] = [START.flat(), gradient(START).flat(), 1e-6];
  flat.forEach((weight, index) => {
    const moved = (by) => loss(neurons(flat.with(index, weight + by)));
    const expected = (moved(small) - moved(-small)) / (2 * small);
    assert.ok(Math.abs(slopes[index] - expected) < 1e-8, `weight ${index}: ${slopes[index]}, not ${expected}`);
  });
});

test("Adam's first step is the learning rate against the slope", () => {
  const trainer = new Trainer(START);
  const slopes = gradient(START).flat();
  trainer.step();
  trainer.neurons.flat().forEach((weight, index) => {
    const expected = START.flat()[index] - (0.2 * slopes[index]) / (Math.abs(slopes[index]) + 1e-7);
    assert.ok(Math.abs(weight - expected) < 1e-9, `weight ${index}: ${weight}, not ${expected}`);
  });
});

test("a start that leads to XOR and one that does not are told apart", () => {
  const seeds = Array.from({ length: 40 }, (_, index) => trained(index + 1));
  const learned = seeds.filter((one) => hasLearned(one.neurons));
  assert.ok(learned.length > 4 && learned.length < 36, `${learned.length} of 40`);
  for (const { neurons: weights, losses } of learned) {
    assert.deepEqual(INPUTS.map((input) => Math.round(answer(weights, input, true).output)), XOR);
    assert.ok(losses.at(-1) < -Math.log(0.9));
    assert.equal(losses.length, EPOCHS + 1);
  }
});

test("the same seed gives the same start, another another one", () => {
  assert.deepEqual(randomStart(seeded(7)), randomStart(seeded(7)));
  assert.notDeepEqual(randomStart(seeded(7)), randomStart(seeded(8)));
});
