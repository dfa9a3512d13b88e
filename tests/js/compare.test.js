import assert from "node:assert/strict";
import { test } from "node:test";

const folder = "../../src/digits/web/static/js/compare/";
const { sortModels, FIRST, fromHash, toggleSort, toHash } = await import(`${folder}sorting.js`);
const { roundRange, linear, logarithmic, placeLabels, ticks } = await import(`${folder}log-scale.js`);
const { bestEpoch, firstChoice, values } = await import(`${folder}curves.js`);
const { listConfusions, moveCell, cellShade } = await import(`${folder}confusions.js`);
const { byAnswer, countVotes, RaceTimes } = await import(`${folder}votes.js`);

const counted = (errors, images = 100) => ({ errors, images, low: 0, high: 1 });
const MODELS = [
  { name: "b", kind: "dense", validation: counted(3), test: null, parameters: 20 },
  { name: "a", kind: "linear", validation: counted(9), test: counted(8), parameters: 10 },
  { name: "c", kind: "baseline", validation: counted(50, 5000), test: counted(1), parameters: null },
];
const names = (order) => sortModels(MODELS, { ...FIRST, ...order }).map(({ name }) => name);

test("errors are ordered by their share, not by their count", () => {
  assert.deepEqual(names({ column: "validation" }), ["c", "b", "a"]);
  assert.deepEqual(names({ column: "validation", descending: true }), ["a", "b", "c"]);
  assert.deepEqual(names({ column: "name" }), ["a", "b", "c"]);
});

test("what has no value stands last in either direction", () => {
  assert.deepEqual(names({ column: "test" }), ["c", "a", "b"]);
  assert.deepEqual(names({ column: "test", descending: true }), ["a", "c", "b"]);
  assert.deepEqual(names({ column: "parameters", descending: true }), ["b", "a", "c"]);
});

test("a kind leaves the others out", () => {
  assert.deepEqual(names({ kind: "dense" }), ["b"]);
});

test("a heading that is pressed twice turns the order round", () => {
  const once = toggleSort(FIRST, "parameters");
  assert.deepEqual(once, { column: "parameters", descending: false, kind: "" });
  assert.equal(toggleSort(once, "parameters").descending, true);
  assert.equal(toggleSort(toggleSort(once, "parameters"), "parameters").descending, false);
});

test("an address gives back the order that was put into it", () => {
  for (const order of [FIRST, { column: "seconds", descending: true, kind: "convolutional" }]) {
    assert.deepEqual(fromHash(toHash(order)), order);
  }
});

test("an address that says nothing of an order, or nonsense, changes nothing", () => {
  for (const hash of ["", "#race", "#sort=colour", "#sort="]) assert.equal(fromHash(hash), null);
  assert.deepEqual(fromHash("#sort=test&kind=green&order=up"), { column: "test", descending: false, kind: "" });
});

test("a logarithmic axis gives every factor the same room, and clips what lies below", () => {
  const place = logarithmic(0.01, 100, 0, 400);
  assert.deepEqual([0.01, 0.1, 1, 100, 0].map((value) => Math.round(place(value))), [0, 100, 200, 400, 0]);
  assert.equal(linear(1, 1, 10, 20)(1), 10);
});

test("an axis ends at round numbers around its values", () => {
  const [low, high] = roundRange([0.0032, 0.07]);
  assert.ok(Math.abs(low - 0.002) < 1e-12 && Math.abs(high - 0.1) < 1e-12);
  assert.deepEqual(roundRange([1, 10]), [1, 10]);
  assert.deepEqual(ticks(2, 50), [2, 5, 10, 20, 50]);
  assert.deepEqual(ticks(1, 10_000), [1, 10, 100, 1000, 10_000]);
});

test("a label hides no point and no other label, and is left out where there is no room", () => {
  const area = { width: 200, height: 100 };
  const [right, left] = placeLabels([{ x: 100, y: 50, width: 40 }, { x: 112, y: 50, width: 40 }], area, 14);
  assert.ok(right["text-anchor"] === "end" && right.x <= 95, "its right side is taken by the other point");
  assert.ok(left["text-anchor"] === "start" && left.x >= 117);
  assert.deepEqual(placeLabels([{ x: 10, y: 10, width: 400 }], area, 14), [null]);
});

test("of each kind the network with the least error on held-out writers comes first", () => {
  const curve = (least) => ({ loss: [1, 0.5], val_loss: [1, 0.6], error: [0.2, 0], val_error: [0.3, least] });
  const models = ["p", "q", "r", "s"].map((name, index) => ({ name, kind: index < 2 ? "dense" : "linear" }));
  assert.deepEqual(firstChoice({ p: curve(0.2), q: curve(0.1), r: curve(0.3) }, models), ["q", "r"]);
  assert.equal(bestEpoch([0.3, 0.1, 0.1]), 2);
  assert.deepEqual(values([curve(0.2)], "error"), [0.2, 0.3, 0.2], "an error of 0 has no logarithm");
});

test("confusions are listed from the most frequent, without what was read rightly", () => {
  const matrix = Array.from({ length: 10 }, () => Array(10).fill(0));
  matrix[4][4] = 900;
  matrix[4][9] = 7;
  matrix[9][4] = 12;
  assert.deepEqual(listConfusions(matrix), [{ truth: 9, read: 4, count: 12 }, { truth: 4, read: 9, count: 7 }]);
  assert.equal(cellShade(12, 12) > cellShade(3, 12) && cellShade(3, 12) > 0, true);
  assert.equal(cellShade(0, 0), 0);
});

test("arrows lead through the matrix and stop at its edge", () => {
  assert.deepEqual(moveCell(0, 5, "ArrowUp"), [0, 5]);
  assert.deepEqual(moveCell(3, 5, "ArrowDown"), [4, 5]);
  assert.deepEqual(moveCell(3, 9, "ArrowRight"), [3, 9]);
  assert.deepEqual(moveCell(3, 5, "Home"), [3, 0]);
  assert.equal(moveCell(3, 5, "a"), null);
});

test("votes are counted, and those who say something else are named", () => {
  const votes = [
    { model: "x", digit: 1 },
    { model: "y", digit: 7 },
    { model: "z", digit: 7 },
    { model: "w", digit: null },
  ];
  const { total, leading, others } = countVotes(votes);
  assert.equal(total, 4);
  assert.deepEqual(leading, { digit: 7, models: ["y", "z"] });
  assert.deepEqual(others, [{ digit: 1, models: ["x"] }, { digit: null, models: ["w"] }]);
  assert.equal(countVotes([]), null);
  assert.equal(byAnswer(votes).length, 3);
});

test("a time is the median over the races so far", () => {
  const times = new RaceTimes();
  for (const milliseconds of [5, 1, 90]) times.add("x", milliseconds);
  assert.equal(times.median("x"), 5);
  times.add("x", 7);
  assert.equal(times.median("x"), 6);
});
