import assert from "node:assert/strict";
import { test } from "node:test";

import { readNumber } from "../../src/digits/web/static/js/practise/digit-by-digit.js";
import { choicesFor } from "../../src/digits/web/static/js/practise/answer-choices.js";
import { parseSpokenNumber } from "../../src/digits/web/static/js/practise/spoken-number.js";
import { findLoops, isMirroredNine, loopsOfDigit } from "../../src/digits/web/static/js/practise/closed-loops.js";
import { gradeWriting } from "../../src/digits/web/static/js/practise/grading.js";
import { PAIRS, readingFeedback, writingFeedback } from "../../src/digits/web/static/js/practise/feedback-text.js";
import { chooseVoice } from "../../src/digits/web/static/js/practise/speech-synthesis.js";
import { turnDigits } from "../../src/digits/web/static/js/practise/mirror-writing.js";
import { groupsOf } from "../../src/digits/web/static/js/shared/stroke-groups.js";
import { t } from "../../src/digits/web/static/js/shared/translations.js";
import { usePageTexts } from "./page-texts.js";

/**
 * @param {number|null} digit
 * @param {object} [more]
 */
function reading(digit, more = {}) {
  const probabilities = Array.from({ length: 10 }, (_, each) => (each === digit ? 0.995 : 0.0005));
  return { digit, verdict: "digit", mirrored: false, probabilities, candidates: [digit], numbers: [], doubts: [], ...more };
}

/** @param {string} text */
function several(text, changes = {}) {
  const parts = [...text].map((digit, place) => ({
    text: digit,
    box: [place / 4, 0, (place + 1) / 4, 1],
    reading: /\d/.test(digit) ? { ...reading(Number(digit)), ...changes[place] } : null,
  }));
  return reading(null, { verdict: "number", candidates: [], numbers: [{ text, parts }] });
}

const BOX = [0, 0, 1, 1];

/** The same in doubt for these reasons. */
const inDoubt = (read, ...reasons) => ({ ...read, verdict: "unsure", doubts: reasons.map((reason) => ({ reason, box: BOX })) });

test("a number read as asked is right, a mirrored one is said to be mirrored", () => {
  assert.equal(gradeWriting(7, reading(7)).kind, "right");
  assert.equal(gradeWriting(7, reading(7, { mirrored: true })).kind, "mirrored");
  assert.equal(gradeWriting(47, several("47")).kind, "right");
  assert.equal(gradeWriting(47, several("47", { 1: { mirrored: true } })).kind, "mirrored");
});

test("digits that stand far apart are still one number, a doubtful gap or not", () => {
  const apart = { ...several("1"), numbers: [...several("1").numbers, ...several("8").numbers] };
  assert.equal(gradeWriting(18, apart).kind, "right");
  assert.equal(gradeWriting(18, apart).boxes.length, 2);
  assert.equal(gradeWriting(18, inDoubt(apart, "gap")).kind, "right");
  assert.equal(gradeWriting(81, apart).kind, "swapped");
});

test("a misread digit is reported with its place", () => {
  const found = gradeWriting(47, several("97"));
  assert.equal(found.kind, "nearly");
  assert.deepEqual(found.mistakes, [{ place: 0, wanted: "4", read: "9" }]);
});

test("swapped, missing and extra digits differ from wrong ones", () => {
  assert.equal(gradeWriting(12, several("21")).kind, "swapped");
  assert.equal(gradeWriting(12, reading(1)).kind, "missing");
  assert.equal(gradeWriting(7, several("77")).kind, "extra");
  assert.equal(gradeWriting(12, several("34")).kind, "nearly");
});

test("what the reader is unsure of is never held against the child", () => {
  const unsure = gradeWriting(7, reading(1, { verdict: "unsure", candidates: [1, 7] }));
  assert.deepEqual([unsure.kind, unsure.doubts], ["unsure", [1, 7]]);
  assert.equal(gradeWriting(47, several("97", { 0: { verdict: "unsure", candidates: [9, 4] } })).kind, "unsure");
  assert.deepEqual(gradeWriting(7, reading(1, { verdict: "unsure", candidates: [1, 7, 4, 9] })).doubts, []);
  for (const reason of ["digit", "mark", "cut", "unread", "gap"]) {
    assert.equal(gradeWriting(47, inDoubt(several("4"), reason)).kind, "unsure", reason);
    assert.equal(gradeWriting(7, inDoubt(reading(1), reason)).kind, "unsure", reason);
  }
  assert.equal(gradeWriting(47, inDoubt(several("47"), "gap", "unread")).kind, "unsure");
  assert.equal(gradeWriting(18, inDoubt(several("18"), "digit")).kind, "right", "a straight 1 in front");
  assert.equal(gradeWriting(7, reading(null, { verdict: "not_a_digit" })).kind, "no_digit");
  assert.equal(gradeWriting(7, reading(null, { verdict: "blank" })).kind, "blank");
});

test("marks beside the digits are no digits", () => {
  assert.equal(gradeWriting(47, several("4,7")).kind, "right");
});

/** @param {number} centreY @param {number} radius */
const ring = (centreY, radius) =>
  Array.from({ length: 25 }, (_, step) => [0.5 + radius * Math.cos((step * Math.PI) / 12), centreY + radius * Math.sin((step * Math.PI) / 12)]);

test("closed rounds are seen where they are", () => {
  assert.equal(findLoops([ring(0.5, 0.3)]), "one");
  assert.equal(findLoops([ring(0.3, 0.15), [[0.65, 0.3], [0.6, 0.9]]]), "top");
  assert.equal(findLoops([ring(0.7, 0.15), [[0.35, 0.7], [0.5, 0.1]]]), "bottom");
  assert.equal(findLoops([ring(0.3, 0.15), ring(0.62, 0.17)]), "both");
  assert.equal(findLoops([[[0.5, 0.1], [0.5, 0.9]]]), "none");
  assert.equal(findLoops([[[0.5, 0.5]]]), "none");
  assert.equal(loopsOfDigit("4", "open"), "none");
  assert.equal(loopsOfDigit("4", "closed"), "top");
});

const TASK = { number: 4, word: "four", wordOf: String, language: "en", repeated: false, tries: 0, helped: false, confusions: {}, shapeOf: () => "open" };

test("a closed 4 read as a 9 gets the loop seen and the difference", () => {
  usePageTexts("practise");
  const closed = [ring(0.3, 0.15), [[0.65, 0.3], [0.6, 0.9]]];
  const { hint } = writingFeedback(gradeWriting(4, reading(9)), TASK, closed);
  assert.equal(hint, `${t("loops.top")} ${t("hint.49")}`);
  assert.equal(writingFeedback(gradeWriting(4, reading(9)), TASK, [[[0.5, 0], [0.5, 1]]]).hint, t("hint.49"));
  const shape = { ...TASK, shapeOf: () => "closed" };
  assert.equal(writingFeedback(gradeWriting(4, reading(9)), shape, closed).hint, t("hint.49.closed"));
});

test("in a number the digit in question is looked at, not its neighbour", () => {
  usePageTexts("practise");
  const at = (shift, stroke) => stroke.map(([x, y]) => [x / 4 + shift, y]);
  const strokes = [at(0, ring(0.5, 0.3)), at(0.25, ring(0.3, 0.15)), at(0.25, [[0.65, 0.3], [0.6, 0.9]])];
  const { hint } = writingFeedback(gradeWriting(4, several("09")), { ...TASK, number: 4 }, strokes);
  assert.ok(hint.length > 0);
  const nearly = writingFeedback(gradeWriting(14, several("19")), { ...TASK, number: 14 }, strokes);
  assert.ok(nearly.hint.startsWith(t("loops.top")));
});

test("praise names what was done", () => {
  usePageTexts("practise");
  const praise = (changes, number = 4) => writingFeedback(gradeWriting(number, number > 9 ? several(String(number)) : reading(number)), { ...TASK, number, ...changes }, []).detail;
  assert.equal(praise({}), t("praise.clear"));
  assert.equal(praise({ tries: 1 }), t("praise.again"));
  assert.equal(praise({ helped: true }), t("praise.helped"));
  assert.equal(praise({ confusions: { "4>9": 2 } }), t("praise.rival", { rival: 9 }));
  assert.equal(praise({}, 47), t("praise.places", { tens: 4, ones: 7 }));
});

test("swapped digits mention languages that say the ones first", () => {
  usePageTexts("practise");
  const swapped = (language) => writingFeedback(gradeWriting(21, several("12")), { ...TASK, number: 21, language }, []).hint;
  assert.ok(swapped("de").endsWith(t("swapped.spoken")));
  assert.ok(!swapped("fr").endsWith(t("swapped.spoken")));
  const chosen = (number, word, language) => readingFeedback(Number([...String(number)].reverse().join("")), { ...TASK, number, word, language }, "").hint;
  assert.ok(chosen(13, "dreizehn", "de").endsWith(t("swapped.spoken")));
  assert.ok(chosen(15, "fifteen", "en").endsWith(t("swapped.spoken.word", { word: "fifteen" })));
  for (const number of [12, 21, 51]) assert.ok(!chosen(number, "", "en").includes("“"), String(number));
  assert.ok(!chosen(12, "zwölf", "de").endsWith(t("swapped.spoken")));
});

test("an unreadable two-digit number mentions both digits", () => {
  usePageTexts("practise");
  const lost = (number) => writingFeedback(gradeWriting(number, reading(null, { verdict: "not_a_digit" })), { ...TASK, number }, []).detail;
  assert.equal(lost(7), t("no_digit.detail"));
  assert.equal(lost(47), t("no_digit.detail.many"));
});

test("every kind of answer has words in every language", () => {
  for (const language of ["en", "fr", "es", "ar"]) {
    usePageTexts("practise", language);
    const readings = [reading(4), reading(4, { mirrored: true }), reading(9), reading(7), several("44"), reading(4, { verdict: "unsure", candidates: [4, 9] }), reading(null, { verdict: "blank" }), reading(null, { verdict: "not_a_digit" })];
    for (const each of readings) {
      const said = writingFeedback(gradeWriting(4, each), TASK, [[[0, 0], [1, 1]]]);
      assert.ok(said.title && said.detail, gradeWriting(4, each).kind);
    }
    for (const pair of PAIRS) assert.ok(t(`hint.${pair}`));
    assert.ok(writingFeedback(gradeWriting(21, reading(2)), { ...TASK, number: 21 }, []).detail);
    assert.ok(readingFeedback(74, { ...TASK, number: 47 }, "seventy-four").hint);
    assert.ok(readingFeedback(46, { ...TASK, number: 47 }, "forty-six").hint);
  }
});

const LEG = [[0.65, 0.3], [0.6, 0.9]];
const NINE = [ring(0.3, 0.15), LEG];
const mirror = (strokes) => strokes.map((stroke) => stroke.map(([x, y]) => [1 - x, y]));

test("a 9 with its leg on the wrong side is mirror writing, whatever the server says", () => {
  assert.ok(!isMirroredNine(NINE));
  assert.ok(isMirroredNine(mirror(NINE)));
  assert.ok(!isMirroredNine([LEG]), "without a head there is no side");
  assert.equal(gradeWriting(9, reading(9), NINE).kind, "right");
  assert.equal(gradeWriting(9, reading(9), mirror(NINE)).kind, "mirrored");
  const shifted = (strokes, by) => strokes.map((stroke) => stroke.map(([x, y]) => [x / 4 + by, y]));
  const drawn = [...shifted([[[0.5, 0.1], [0.5, 0.9]]], 0), ...shifted(mirror(NINE), 0.25)];
  assert.deepEqual(gradeWriting(19, several("19"), drawn).mirrored, [false, true]);
});

test("only the mirrored digit of a number is turned, in its place", () => {
  const one = [[0.1, 0.1], [0.1, 0.9]];
  const three = [[0.6, 0.2], [0.4, 0.5], [0.6, 0.9]];
  const turned = turnDigits([one, three], { boxes: [[0.05, 0, 0.15, 1], [0.4, 0, 0.6, 1]], mirrored: [false, true] });
  const rounded = turned.map((stroke) => stroke.map((point) => point.map((each) => Math.round(each * 100) / 100)));
  assert.deepEqual(rounded, [one, [[0.4, 0.2], [0.6, 0.5], [0.4, 0.9]]]);
  usePageTexts("practise");
  const { detail } = writingFeedback(gradeWriting(13, several("13", { 1: { mirrored: true } })), { ...TASK, number: 13 }, []);
  assert.equal(detail, t("mirrored.one", { read: "13", digit: "3" }));
});

test("a number that sounds alike or has its digits exchanged is named", () => {
  usePageTexts("practise");
  const names = { 13: "thirteen", 15: "fifteen", 30: "thirty", 31: "thirty-one", 50: "fifty", 63: "soixante-trois", 73: "soixante-treize" };
  const detail = (number, read, language = "en") =>
    writingFeedback(gradeWriting(number, several(String(read))), { ...TASK, number, language, word: names[number], wordOf: (other) => names[other] }, []).detail;
  assert.equal(detail(15, 50), "You wrote fifty. This is fifteen.");
  assert.equal(detail(50, 15), "You wrote fifteen. This is fifty.");
  assert.equal(detail(13, 30), "You wrote thirty. This is thirteen.");
  assert.equal(detail(13, 31), "You wrote thirty-one. This is thirteen.");
  assert.equal(detail(73, 63, "fr"), t("mixup", { read: "soixante-trois", wanted: "soixante-treize" }));
  assert.equal(detail(73, 63, "fr-CH"), t("nearly.detail", { read: 63 }));
  assert.equal(detail(15, 16), t("nearly.detail", { read: 16 }));
});

test("the same mistake twice gets another kind of help", () => {
  usePageTexts("practise");
  const hint = (changes) => writingFeedback(gradeWriting(4, reading(9)), { ...TASK, ...changes }, [LEG]).hint;
  assert.equal(hint({ repeated: true }), t("twice.show", { show: t("show") }));
  assert.equal(hint({ repeated: true, helped: true }), t("twice.adult"));
});

/** A source of chance that can be repeated (mulberry32). */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

test("choices are four near numbers, each once, the right one among them", () => {
  for (const most of [9, 20, 100]) {
    for (let number = 0; number <= most; number += 1) {
      const choices = choicesFor(number, most, chance(number));
      assert.equal(new Set(choices).size, 4, `${number} of ${most}`);
      assert.ok(choices.includes(number));
      assert.ok(choices.every((each) => each >= 0 && each <= most));
    }
  }
  assert.ok(choicesFor(47, 100, chance(1)).includes(74));
  assert.ok(choicesFor(4, 9, chance(1)).includes(9));
  const places = new Set(Array.from({ length: 40 }, (_, seed) => choicesFor(4, 9, chance(seed)).indexOf(4)));
  assert.equal(places.size, 4);
});

test("what was said is a number by its digits or its name", () => {
  const words = ["zéro", "un", "quatre-vingt-dix"];
  assert.equal(parseSpokenNumber("1", words), 1);
  assert.equal(parseSpokenNumber(" Quatre vingt dix.", words), 2);
  assert.equal(parseSpokenNumber("zero", words), 0);
  assert.equal(parseSpokenNumber("bonjour", words), null);
  assert.equal(parseSpokenNumber("7", words), null);
  assert.equal(parseSpokenNumber("", words), null);
  assert.equal(parseSpokenNumber("einhundert", ["null", "hundert"]), 1);
  assert.equal(parseSpokenNumber("hundert", ["null", "hundert"]), 1);
  assert.equal(parseSpokenNumber("a hundred", ["zero", "one hundred"]), 1);
});

const voice = (lang, localService = true, own = false) => ({ lang, localService, default: own });

test("a voice of the language that works on this machine is chosen", () => {
  assert.equal(chooseVoice([voice("en-US"), voice("fr_FR")], "fr").lang, "fr_FR");
  assert.equal(chooseVoice([voice("fr-FR"), voice("fr-BE")], "fr-BE").lang, "fr-BE");
  assert.equal(chooseVoice([voice("fr-CA"), voice("fr-FR")], "fr-CH").lang, "fr-FR");
  assert.equal(chooseVoice([voice("es-MX"), voice("es-ES", true, true)], "es").lang, "es-ES");
  assert.equal(chooseVoice([voice("ar-SA", false)], "ar"), null, "it would send the word away");
  assert.equal(chooseVoice([voice("en-GB")], "de"), null);
  assert.equal(chooseVoice([], "en"), null);
});

const ONE = [[0.1, 0.1], [0.12, 0.9]];
const TWO = [[0.6, 0.2], [0.8, 0.9]];
const BAR = [[0.5, 0.5], [0.7, 0.5]];

test("strokes that share a column belong together", () => {
  assert.deepEqual(groupsOf([TWO, ONE, BAR]), [[ONE], [BAR, TWO]]);
  assert.deepEqual(groupsOf([]), []);
});

test("a number in which none is found is read digit by digit", async () => {
  const none = reading(null, { verdict: "not_a_digit", candidates: [] });
  const mirrored = reading(7, { mirrored: true });
  const read = async (strokes) => (strokes.length === 3 ? none : strokes.length === 1 ? reading(1) : mirrored);
  const found = await readNumber([ONE, TWO, BAR], 2, read);
  assert.equal(gradeWriting(17, found).kind, "mirrored");
  assert.deepEqual(found.numbers[0].parts[1].box, [0.5, 0.2, 0.8, 0.9]);
  const half = inDoubt(several("1"), "digit");
  assert.equal(gradeWriting(17, await readNumber([ONE, TWO, BAR], 2, async (some) => (some.length === 3 ? half : read(some)))).kind, "mirrored");
  const whole = several("17");
  assert.equal(await readNumber([ONE, TWO, BAR], 2, async () => whole), whole, "it is read once where all of it was found");
  assert.equal(await readNumber([ONE, TWO, BAR], 1, read), none);
  assert.equal(await readNumber([ONE, TWO, BAR], 3, read), none);
  assert.equal(await readNumber([ONE, TWO, BAR], 2, async () => none), none);
});
