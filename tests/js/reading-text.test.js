import assert from "node:assert/strict";
import { test } from "node:test";

import { groupsOf, placesOf, reasonsOf } from "../../src/digits/web/static/js/recognize/doubts.js";
import { announcement, describe, describePart, topDigits, sentence } from "../../src/digits/web/static/js/recognize/reading-text.js";
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
  const base = { digit: 4, probabilities: spread({ 4: 0.75, 9: 0.25 }), candidates: [4, 9], numbers: [], doubts: [] };
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
  const base = { digit: 3, probabilities: spread({ 3: 0.9, 8: 0.1 }), candidates: [3, 8], mirrored: true, numbers: [], doubts: [] };
  assert.equal(describe({ ...base, verdict: "digit" }).verdict, t("verdict.mirrored", { digit: 3 }));
  assert.equal(describe({ ...base, verdict: "unsure" }).verdict, t("part.mirrored", { detail: t("verdict.unsure", { doubt: "3 or 8" }) }));
});

/** A part of a number that was read as a digit with this probability. */
const part = (digit, probability, others = {}) => ({
  text: String(digit),
  reading: { verdict: "digit", digit, probabilities: spread({ [digit]: probability }), candidates: [digit], ...others },
});

const SIGNED = { text: "-20,5", parts: [{ text: "-", reading: null }, part(2, 0.9999), part(0, 0.97489), { text: ",", reading: null }, part(5, 0.998)] };
const HALF = { text: "1/2", parts: [part(1, 0.96), { text: "/", reading: null }, part(2, 0.99)] };

/** The reading of a page with these numbers. */
const page = (numbers, doubts = []) => ({ verdict: doubts.length > 0 ? "unsure" : "number", digit: null, candidates: [], numbers, doubts });

test("a number has the least certainty of its digits, never rounded up", () => {
  const reading = page([SIGNED]);
  assert.deepEqual(describe(reading), {
    digit: "−20.5",
    verdict: t("verdict.number.digits", { count: 3 }),
    detail: t("detail.number", { percent: "97.4 %" }),
  });
  assert.equal(sentence(reading), t("verdict.number", { text: "−20.5" }));
  assert.equal(announcement(reading), `${sentence(reading)}. ${describe(reading).detail}`);
  const signed = page([{ text: "-5", parts: [{ text: "-", reading: null }, part(5, 0.99)] }]);
  assert.equal(describe(signed).verdict, t("verdict.number", { text: "−5" }), "no number of 1 digits");
});

test("a decimal number has the sign of the language", () => {
  for (const [language, text] of [["en", "−20.5"], ["fr", "−20,5"], ["es", "−20,5"], ["ar", "−20,5"]]) {
    usePageTexts("recognize", language);
    assert.equal(describe(page([SIGNED])).digit, text);
    assert.ok(sentence(page([SIGNED])).includes(text));
    assert.equal(describePart({ text: ",", reading: null }).text, t("decimal_sign"));
  }
  usePageTexts("recognize");
});

test("several numbers are several numbers", () => {
  const reading = page([SIGNED, HALF]);
  assert.deepEqual(describe(reading), { digit: "−20.5 1/2", verdict: "2 numbers", detail: t("detail.number", { percent: "96.0 %" }) });
  assert.equal(sentence(reading), t("verdict.numbers.list", { list: "−20.5; 1/2" }));
  usePageTexts("recognize", "ar");
  assert.equal(describe(reading).verdict, t("verdict.numbers.two"));
  assert.match(sentence(reading), /\u2066−20,5\u2069؛ \u20661\/2\u2069$/, "each number runs from left to right");
  usePageTexts("recognize");
});

const CUT = { reason: "cut", box: [8, 0, 12, 9] };
const UNREAD = { reason: "unread", box: [0, 9, 5, 12] };

test("a number in doubt is shown with a request to check it, and why", () => {
  const reading = page([SIGNED], [UNREAD, CUT, { ...UNREAD, box: [20, 9, 25, 12] }]);
  const reasons = `${t("doubt.cut")}, ${t("doubt.unread")}`;
  assert.deepEqual(describe(reading), { digit: "−20.5", verdict: t("check.number"), detail: reasons });
  const said = `${t("verdict.number", { text: "−20.5" })}. ${t("check", { what: t("check.number"), reasons })}`;
  assert.equal(sentence(reading), said);
  assert.equal(announcement(reading), said, "the reasons are said once");
  assert.equal(describe(page([SIGNED, HALF], [CUT])).verdict, t("check.numbers"));
});

test("a digit in doubt is shown with a request to check it, and why", () => {
  const base = { verdict: "unsure", digit: 4, probabilities: spread({ 4: 0.99 }), candidates: [4], numbers: [], doubts: [CUT] };
  assert.deepEqual(describe(base), { digit: "4", verdict: t("check.digit"), detail: t("doubt.cut") });
  const check = t("check", { what: t("check.digit"), reasons: t("doubt.cut") });
  assert.equal(sentence(base), `${t("verdict.digit", { digit: 4 })}. ${check}`);
  const two = { ...base, candidates: [4, 9] };
  assert.equal(describe(two).verdict, t("verdict.unsure", { doubt: "4 or 9" }));
  assert.equal(sentence(two), `${describe(two).verdict}. ${check}`);
  assert.equal(sentence({ ...base, mirrored: true }), `${t("verdict.mirrored", { digit: 4 })}. ${check}`);
});

test("places are numbered by reason and from left to right, each once", () => {
  const doubts = [UNREAD, { reason: "cut", box: [30, 0, 34, 9] }, CUT, { ...CUT, reason: "digit" }];
  assert.deepEqual(placesOf(doubts), [CUT.box, [30, 0, 34, 9], UNREAD.box]);
  assert.deepEqual(reasonsOf(doubts), ["digit", "cut", "unread"]);
  assert.deepEqual(groupsOf(doubts), [{ reason: "digit", numbers: [1] }, { reason: "cut", numbers: [1, 2] }, { reason: "unread", numbers: [3] }]);
  assert.deepEqual([placesOf([]), groupsOf([])], [[], []]);
});

test("every reason has its text in every language", () => {
  for (const language of ["en", "fr", "es", "ar"]) {
    usePageTexts("recognize", language);
    const texts = ["digit", "mark", "cut", "unread", "gap"].map((reason) => describe(page([HALF], [{ ...CUT, reason }])).detail);
    assert.equal(new Set(texts).size, 5);
  }
  usePageTexts("recognize");
});

test("each part of a number has its text", () => {
  const shown = [
    part(4, 0.984),
    part(4, 0.7, { verdict: "unsure", candidates: [4, 9, 7] }),
    part(4, 0.99, { verdict: "unsure" }),
    part(3, 0.95, { mirrored: true }),
    { text: ",", reading: null },
    { text: "-", reading: null },
    { text: "/", reading: null },
  ].map((each) => describePart(each));
  assert.deepEqual(
    shown.map(({ text, detail }) => `${text}: ${detail}`),
    ["4: 98.4 %", "4: 70.0 %, or 9 or 7", `4: ${t("part.unsure")}`, `3: ${t("part.mirrored", { detail: "95.0 %" })}`, `.: ${t("part.comma")}`, `−: ${t("part.minus")}`, `/: ${t("part.slash")}`],
  );
});

test("a part to check is said to be one, unless its text says so already", () => {
  assert.equal(describePart(part(4, 0.984), true).detail, t("part.check", { detail: "98.4 %" }));
  assert.equal(describePart({ text: "/", reading: null }, true).detail, t("part.check", { detail: t("part.slash") }));
  assert.equal(describePart(part(4, 0.7, { verdict: "unsure", candidates: [4, 9] }), true).detail, "70.0 %, or 9");
});

test("leaders come in falling order", () => {
  const first = topDigits(spread({ 4: 0.25, 9: 0.7, 1: 0.05 }), 2);
  assert.deepEqual(first, [{ digit: 9, probability: 0.7 }, { digit: 4, probability: 0.25 }]);
});
