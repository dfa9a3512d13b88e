import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import {
  GATES,
  INPUTS,
  Learner,
  RATE,
  START,
  gateName,
  isSeparable,
  step,
  weightedSum,
} from "../../src/digits/web/static/js/learn/perceptron.js";
import { halfPlane, line, region } from "../../src/digits/web/static/js/learn/plane.js";

const SOURCE = fileURLToPath(new URL("../../src", import.meta.url));

/** What digits.lab.perceptron.rule does: updates as [epoch, input, sum, output, target, after], errors, cycle. */
const PYTHON = `
import json, sys
from digits.lab.perceptron.gates import Weights
from digits.lab.perceptron.rule import learn
for gate, start, rate in json.load(sys.stdin):
    done = learn(gate.lower(), Weights(*start), rate, epochs=60)
    updates = [[u.epoch, u.inputs, u.weighted_sum, u.output, u.target, u.after] for u in done.updates]
    print(json.dumps([updates, done.errors, done.cycle]))
`;

const CASES = ["AND", "OR", "XOR"].flatMap((gate) => [
  [gate, START, RATE],
  [gate, [0, 0, 0], 1],
  [gate, [-0.35, 1.7, -1.25], 0.05],
  [gate, [2, -0.4, 0.9], 0.35],
]);

/** @param {Learner} learner */
function run(learner) {
  while (!learner.learned && learner.errors.length < 60) learner.look();
  const wrong = learner.looks.filter((look) => look.error !== 0);
  const updates = wrong.map((one) => [one.epoch, INPUTS[one.place], one.sum, one.output, one.target, one.after]);
  return [updates, learner.errors, learner.cycle];
}

test("every update is that of the Python rule", (context) => {
  const python = process.env.PYTHON ?? "python3";
  const options = { input: JSON.stringify(CASES), encoding: "utf8", env: { ...process.env, PYTHONPATH: SOURCE } };
  const done = spawnSync(python, ["-c", PYTHON], options);
  if (done.status !== 0) return context.skip(`no Python with NumPy: ${done.stderr}`);
  const withoutMinusZero = (text) => JSON.parse(text, (_, value) => (value === 0 ? 0 : value));
  const expected = done.stdout.trim().split("\n").map(withoutMinusZero);
  CASES.forEach(([gate, start, rate], index) => {
    assert.deepEqual(run(new Learner(GATES[gate], start, rate)), expected[index], `${gate} from ${start} at ${rate}`);
  });
});

test("AND and OR end where the course's start leads", () => {
  const and = new Learner(GATES.AND, START, RATE);
  const [updates, errors] = run(and);
  assert.equal(updates.length, 28);
  assert.deepEqual(errors, [2, 2, 2, 3, 3, 2, 3, 3, 2, 3, 2, 1, 0]);
  assert.deepEqual(and.weights, [-0.4, 0.4, 0.2]);
  const or = new Learner(GATES.OR, START, RATE);
  assert.deepEqual(run(or)[1], [4, 2, 1, 2, 1, 1, 2, 1, 1, 2, 2, 1, 0]);
  assert.deepEqual(or.weights, [0, 0.2, 0.2]);
});

test("XOR comes back to the same weights, and goes on for ever", () => {
  const learner = new Learner(GATES.XOR, START, RATE);
  const [, errors, cycle] = run(learner);
  assert.deepEqual(cycle, [9, 10]);
  assert.ok(errors.every((count) => count > 0));
});

test("one update looks on to the next wrong answer; one look is one input", () => {
  const learner = new Learner(GATES.AND, START, RATE);
  learner.look();
  assert.equal(learner.looks.length, 1);
  learner.update();
  assert.equal(learner.last.error, 1);
  assert.deepEqual([learner.looks.length, learner.last.place], [4, 3]);
});

test("nothing happens after all is learned", () => {
  const learner = new Learner(GATES.OR, START, RATE);
  while (!learner.learned) learner.update();
  const looks = learner.looks.length;
  learner.look();
  learner.update();
  assert.equal(learner.looks.length, looks);
});

test("of the sixteen gates the rule learns all but XOR and XNOR", () => {
  for (let code = 0; code < 16; code += 1) {
    const targets = [...code.toString(2).padStart(4, "0")].map(Number);
    const learner = new Learner(targets, START, RATE);
    run(learner);
    assert.equal(learner.learned, isSeparable(targets), gateName(targets));
    if (learner.learned) assert.deepEqual(INPUTS.map((input) => step(learner.weights, input)), targets);
  }
});

test("rounding does not decide at the step", () => {
  assert.equal(weightedSum([0.6, -0.2, -0.4], [1, 1]), 0);
  assert.equal(step([0.6, -0.2, -0.4], [1, 1]), 0);
});

test("sums at opposite corners add up to the same, whatever the weights", () => {
  const [none, second, first, both] = INPUTS.map((input) => weightedSum([0.3, -1.7, 0.9], input));
  assert.ok(Math.abs(none + both - first - second) < 1e-9);
});

test("the half plane is where the sum is above 0, and the line is its border", () => {
  assert.deepEqual(halfPlane([-0.5, 1, 0]), [[0.5, -0.5], [1.5, -0.5], [1.5, 1.5], [0.5, 1.5]]);
  assert.deepEqual(line([-0.5, 1, 0]), [[0.5, -0.5], [0.5, 1.5]]);
  assert.deepEqual([halfPlane([9, 1, 1]).length, halfPlane([-9, 1, 1]).length], [4, 0]);
  assert.equal(line([9, 1, 1]), null);
  assert.equal(line([0, 0, 0]), null);
});

test("a region is cut into stretches", () => {
  assert.deepEqual(region(([x]) => Number(x > 0.5), 4), [0, 1, 2, 3].map((row) => [0.5, 1.5, -0.5 + row / 2]));
  assert.deepEqual(region(() => 0, 4), []);
});
