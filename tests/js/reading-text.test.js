import assert from "node:assert/strict";
import { test } from "node:test";

import { describe, describePart, topDigits, sentence } from "../../src/digits/web/static/js/recognize/reading-text.js";
import { either, milliseconds, percent, t } from "../../src/digits/web/static/js/shared/translations.js";
import { usePageTexts } from "./page-texts.js";

usePageTexts("recognize");

const spread = (pairs) => Array.from({ length: 10 }, (_, digit) => pairs[digit] ?? 0);

test("percent promises no certainty", () => {
  const shown = [1, 0.9996, 0.9994, 0.123, 0.0006, 0.0004].map(percent);
  assert.deepEqual(shown, ["> 99.9 %", "> 99.9 %", "99.9 %", "12.3 %", "0.1 %", "0 %"]);
});

test("short times have a decimal", () => {
  assert.deepEqual([0.94, 9.96, 10, 123.4].map(milliseconds), ["0.9 ms", "10.0 ms", "10 ms", "123 ms"]);
});

test("alternatives read like a sentence", () => {
  assert.deepEqual([[7], [4, 9], [4, 7, 9]].map(either), ["7", "4 or 9", "4, 7 or 9"]);
});

test("each verdict has its text", () => {
  const base = { digit: 4, probabilities: spread({ 4: 0.75, 9: 0.25 }), candidates: [4, 9] };
  assert.deepEqual(describe({ ...base, verdict: "digit" }), { digit: "4", verdict: t("verdict.digit", { digit: 4 }), detail: t("detail.digit", { percent: "75.0 %" }) });
  assert.equal(describe({ ...base, verdict: "unsure" }).verdict, t("verdict.unsure", { doubt: "4 or 9" }));
  assert.equal(describe({ ...base, verdict: "unsure", candidates: [4, 9, 7, 1] }).verdict, t("verdict.unsure", { doubt: "perhaps 4" }));
  const sure = { ...base, verdict: "unsure", candidates: [4], probabilities: spread({ 4: 0.999 }) };
  assert.deepEqual(describe(sure), {
    digit: "4",
    verdict: t("verdict.unsure", { doubt: "perhaps 4" }),
    detail: t("detail.unsure.even"),
  });
  assert.equal(describe({ ...base, verdict: "blank", digit: null }).verdict, t("verdict.blank"));
  assert.deepEqual(describe({ ...base, verdict: "not_a_digit", digit: null, candidates: [] }), {
    digit: "?",
    verdict: t("verdict.not_a_digit"),
    detail: t("detail.not_a_digit"),
  });
  assert.throws(() => describe({ ...base, verdict: "new" }), /new/);
});

test("a mirrored digit is described as the digit meant", () => {
  const base = { digit: 3, probabilities: spread({ 3: 0.9, 8: 0.1 }), candidates: [3, 8], mirrored: true };
  assert.equal(describe({ ...base, verdict: "digit" }).verdict, t("verdict.mirrored", { digit: 3 }));
  assert.equal(describe({ ...base, verdict: "unsure" }).verdict, t("part.mirrored", { detail: t("verdict.unsure", { doubt: "3 or 8" }) }));
});

/** A part of a number that was read as a digit with this probability. */
const part = (digit, probability, others = {}) => ({
  text: String(digit),
  reading: { verdict: "digit", digit, probabilities: spread({ [digit]: probability }), candidates: [digit], ...others },
});

test("a number has the least certainty of its digits, never rounded up", () => {
  const parts = [{ text: "-", reading: null }, part(2, 0.9999), part(0, 0.97489), { text: ",", reading: null }, part(5, 0.998)];
  const reading = { verdict: "number", digit: null, number: { text: "-20,5", parts } };
  assert.deepEqual(describe(reading), {
    digit: "−20,5",
    verdict: t("verdict.number.digits", { count: 3 }),
    detail: t("detail.number", { percent: "97.4 %" }),
  });
  assert.equal(sentence(reading), t("verdict.number", { text: "−20,5" }));
  parts[1].reading.verdict = "unsure";
  assert.equal(describe(reading).detail, t("detail.number.unsure"));
});

test("each part of a number has its text", () => {
  const shown = [
    part(4, 0.984),
    part(4, 0.7, { verdict: "unsure", candidates: [4, 9, 7] }),
    part(4, 0.99, { verdict: "unsure" }),
    part(3, 0.95, { mirrored: true }),
    { text: "7", reading: { verdict: "not_a_digit", digit: null, candidates: [], probabilities: spread({ 7: 1 }) } },
    { text: ",", reading: null },
    { text: "-", reading: null },
  ].map(describePart);
  assert.deepEqual(
    shown.map(({ text, detail }) => `${text}: ${detail}`),
    ["4: 98.4 %", "4: 70.0 %, or 9 or 7", `4: ${t("part.unsure")}`, `3: ${t("part.mirrored", { detail: "95.0 %" })}`, `7: ${t("part.not_a_digit")}`, `,: ${t("part.comma")}`, `−: ${t("part.minus")}`],
  );
});

test("leaders come in falling order", () => {
  const first = topDigits(spread({ 4: 0.25, 9: 0.7, 1: 0.05 }), 2);
  assert.deepEqual(first, [{ digit: 9, probability: 0.7 }, { digit: 4, probability: 0.25 }]);
});
