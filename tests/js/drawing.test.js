import assert from "node:assert/strict";
import { test } from "node:test";

import { Drawing } from "../../src/digits/web/static/js/shared/drawing.js";
import { KeyboardPen } from "../../src/digits/web/static/js/shared/keyboard-pen.js";
import { PalmRejection } from "../../src/digits/web/static/js/shared/palm-rejection.js";

/** @param {...[number, number][]} strokes */
function drawn(...strokes) {
  const drawing = new Drawing();
  for (const [first, ...others] of strokes) {
    drawing.begin(first);
    drawing.extend(others);
    drawing.end();
  }
  return drawing;
}

const A = [[0.1, 0.1], [0.2, 0.2]];
const B = [[0.5, 0.5], [0.6, 0.5]];

test("strokes are kept in order", () => {
  assert.deepEqual(drawn(A, B).copy(), [A, B]);
});

test("points that hardly move are left out", () => {
  const drawing = drawn([[0.5, 0.5]]);
  drawing.begin([0.1, 0.1]);
  assert.equal(drawing.extend([[0.1001, 0.1], [0.1, 0.1001]]), false);
  assert.equal(drawing.extend([[0.11, 0.1]]), true);
  assert.deepEqual(drawing.copy()[1], [[0.1, 0.1], [0.11, 0.1]]);
});

test("a stroke that has ended does not grow", () => {
  const drawing = drawn(A);
  assert.equal(drawing.extend([[0.9, 0.9]]), false);
  assert.deepEqual(drawing.copy(), [A]);
});

test("undo takes back stroke by stroke", () => {
  const drawing = drawn(A, B);
  drawing.undo();
  assert.deepEqual(drawing.copy(), [A]);
  drawing.undo();
  assert.ok(drawing.empty);
  assert.equal(drawing.undoable, false);
});

test("undo takes back a clearing, even one that was asked for twice", () => {
  const drawing = drawn(A, B);
  drawing.clear();
  drawing.clear();
  assert.ok(drawing.empty && drawing.undoable);
  drawing.undo();
  assert.deepEqual(drawing.copy(), [A, B]);
});

test("cancel leaves no trace of the stroke that was begun", () => {
  const drawing = drawn(A);
  drawing.begin([0.9, 0.9]);
  drawing.cancel();
  assert.deepEqual(drawing.copy(), [A]);
});

test("a copy stays as it was", () => {
  const drawing = drawn(A);
  const copy = drawing.copy();
  drawing.begin([0.9, 0.9]);
  assert.deepEqual(copy, [A]);
});

const finger = (pointerId) => ({ pointerId, pointerType: "touch", button: 0 });
const pen = { pointerId: 9, pointerType: "pen", button: 0 };

test("a second finger does not draw", () => {
  const pointers = new PalmRejection();
  assert.equal(pointers.down(finger(1)), "begin");
  assert.equal(pointers.down(finger(2)), "ignore");
  assert.equal(pointers.draws(finger(2)), false);
  assert.equal(pointers.up(finger(2)), false);
  assert.equal(pointers.up(finger(1)), true);
  assert.equal(pointers.down(finger(2)), "begin");
});

test("a pen takes over from the hand that rests, and not the other way round", () => {
  const pointers = new PalmRejection();
  pointers.down(finger(1));
  assert.equal(pointers.down(pen), "replace");
  assert.equal(pointers.down(finger(2)), "ignore");
  assert.ok(pointers.draws(pen));
});

test("only the first button draws", () => {
  assert.equal(new PalmRejection().down({ pointerId: 1, pointerType: "mouse", button: 2 }), "ignore");
});

test("arrows move the keyboard's pen, two together diagonally, never outside", () => {
  const keyboard = new KeyboardPen();
  const [x, y] = keyboard.position;
  assert.equal(keyboard.press("ArrowRight"), true);
  assert.ok(keyboard.position[0] > x && keyboard.position[1] === y);
  keyboard.press("ArrowDown");
  assert.ok(keyboard.position[0] > x && keyboard.position[1] > y);
  keyboard.release("ArrowDown");
  for (let times = 0; times < 100; times += 1) keyboard.press("ArrowRight");
  assert.equal(keyboard.position[0], 1);
  assert.equal(keyboard.press("a"), false);
});

test("space puts the keyboard's pen down and lifts it", () => {
  const keyboard = new KeyboardPen();
  assert.equal(keyboard.toggle(), true);
  assert.equal(keyboard.toggle(), false);
});
