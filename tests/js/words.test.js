import assert from "node:assert/strict";
import { test } from "node:test";

import { alternatives, describe, leaders, milliseconds, percent } from "../../src/digits/web/static/js/words.js";

const spread = (pairs) => Array.from({ length: 10 }, (_, digit) => pairs[digit] ?? 0);

test("percent promises no certainty", () => {
  const shown = [1, 0.9996, 0.9994, 0.123, 0.0006, 0.0004].map(percent);
  assert.deepEqual(shown, ["> 99.9 %", "> 99.9 %", "99.9 %", "12.3 %", "0.1 %", "0 %"]);
});

test("short times have a decimal", () => {
  assert.deepEqual([0.94, 9.96, 10, 123.4].map(milliseconds), ["0.9 ms", "10.0 ms", "10 ms", "123 ms"]);
});

test("alternatives read like a sentence", () => {
  assert.deepEqual([[7], [4, 9], [4, 7, 9]].map(alternatives), ["7", "4 or 9", "4, 7 or 9"]);
});

test("each verdict has its words", () => {
  const base = { digit: 4, probabilities: spread({ 4: 0.75, 9: 0.25 }), candidates: [4, 9] };
  assert.deepEqual(describe({ ...base, verdict: "digit" }), { digit: "4", verdict: "This is a 4", detail: "75.0 % sure" });
  assert.equal(describe({ ...base, verdict: "unsure" }).verdict, "Unsure: 4 or 9");
  assert.equal(describe({ ...base, verdict: "unsure", candidates: [4, 9, 7, 1] }).verdict, "Unsure: perhaps 4");
  assert.equal(describe({ ...base, verdict: "blank", digit: null }).verdict, "Nothing to read");
  assert.equal(describe({ ...base, verdict: "not_a_digit" }).verdict, "Not a digit");
  assert.throws(() => describe({ ...base, verdict: "new" }), /does not know/);
});

test("leaders come in falling order", () => {
  const first = leaders(spread({ 4: 0.25, 9: 0.7, 1: 0.05 }), 2);
  assert.deepEqual(first, [{ digit: 9, probability: 0.7 }, { digit: 4, probability: 0.25 }]);
});
