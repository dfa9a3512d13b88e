import assert from "node:assert/strict";
import { test } from "node:test";

import { inLatinDigits, findCorrection, parseCorrections, addCorrection, removeCorrection } from "../../src/digits/web/static/js/recognize/saved-corrections.js";
import { fitsDrawing } from "../../src/digits/web/static/js/recognize/correction-fit.js";
import { asCurl, asPython } from "../../src/digits/web/static/js/recognize/snippets.js";
import { ApiError, errorOf, withTimeLimit } from "../../src/digits/web/static/js/shared/api.js";
import { linkToLanguage } from "../../src/digits/web/static/js/shared/language-link.js";
import { parsedStrokes } from "../../src/digits/web/static/js/shared/stored-strokes.js";
import { t } from "../../src/digits/web/static/js/shared/translations.js";
import { usePageTexts } from "./page-texts.js";

const SEVEN = [[[0.2, 0.2], [0.8, 0.2]], [[0.8, 0.2], [0.4, 1]]];
const DOT = [[[0.5, 0.5]]];

test("damaged strokes are none", () => {
  assert.deepEqual(parsedStrokes(JSON.stringify(SEVEN)), SEVEN);
  for (const text of [null, "", "[[", "7", "[3]", "[[]]", "[[[1]]]", '[[[1,"2"]]]', "{}"]) assert.deepEqual(parsedStrokes(text), []);
});

test("a correction is found again by its drawing, and only while it is kept", () => {
  const [first, second] = [{ id: "a", key: "1", strokes: SEVEN }, { id: "b", key: "2", strokes: DOT }];
  const list = addCorrection(addCorrection([], first), second);
  assert.deepEqual(findCorrection(parseCorrections(JSON.stringify(list)), structuredClone(SEVEN)), first);
  assert.equal(findCorrection(removeCorrection(list, first), SEVEN), null);
  assert.deepEqual(parseCorrections(JSON.stringify([null, { id: 3 }, { ...first, strokes: 7 }, first])), [first]);
});

test("digits of Arabic and Persian are sent as 0 to 9", () => {
  assert.deepEqual(["٧", "۲۰٫۵ ٣٫٥", "−12,5"].map(inLatinDigits), ["7", "20,5 3,5", "−12,5"]);
});

test("a number of two digits is no correction of one digit drawn", () => {
  const [sure, unsure] = ["digit", "unsure"].map((verdict) => ({ verdict, digit: 7, numbers: [], doubts: [] }));
  const apart = [...DOT, ...SEVEN.map((stroke) => stroke.map(([x, y]) => [x + 1, y]))];
  assert.deepEqual(["7", "-4", "42", "1,5", "1 2"].map((label) => fitsDrawing(label, SEVEN, sure)), [true, true, false, false, false]);
  assert.ok(fitsDrawing("42", SEVEN, unsure), "the reader may have taken two digits for one");
  assert.ok(fitsDrawing("42", apart, sure));
  assert.ok(fitsDrawing("42", SEVEN, null));
});

test("programs name the model where it is not the default one", () => {
  assert.match(asCurl(DOT, "http://here", null), /'http:\/\/here\/api\/v1\/predict'$/);
  assert.match(asCurl(DOT, "http://here", "lenet5"), /predict\?model=lenet5'$/);
  assert.match(asPython(DOT, null), /Recognizer\(\)\./);
  assert.match(asPython(DOT, "lenet5"), /Recognizer\("lenet5"\)\./);
  assert.match(asPython(DOT, null), /print\(reading\.text, reading\.verdict\)/);
});

test("the server's English follows a sentence in the page's language", () => {
  usePageTexts("recognize", "fr");
  const error = errorOf(503, "Full.");
  assert.deepEqual([error.said, error.detail, error.retry], [t("problem.503"), "Full.", true]);
  assert.equal(error.message, `${t("problem.503")} Full.`);
  assert.equal(errorOf(418, "Tea.").message, `${t("trouble.status", { status: 418 })} Tea.`);
  usePageTexts("recognize");
  assert.deepEqual([errorOf(422, "No.").said, errorOf(422, "No.").detail], ["No.", ""]);
  assert.equal(errorOf(503).message, t("problem.503"));
  usePageTexts("recognize", "ar");
  assert.equal(errorOf(422, "The picture is empty.", "empty").message, t("refused.empty"));
  usePageTexts("recognize");
});

test("a link to another language keeps the place on the same page only", () => {
  const link = "http://here/learn?lang=fr";
  assert.equal(linkToLanguage(link, "http://here/learn?lang=en&model=linear#adam"), "http://here/learn?lang=fr&model=linear#adam");
  assert.equal(linkToLanguage("http://here/?lang=fr", "http://here/read#x"), "http://here/?lang=fr");
});

/** Work that goes on until it is aborted. */
const endless = (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("work is stopped when its time is up, or when it is no longer wanted", async () => {
  assert.equal(await withTimeLimit(async () => 7, 1000), 7);
  await assert.rejects(withTimeLimit(endless, 5), (error) => error instanceof ApiError && error.retry && error.said === t("trouble.slow"));
  const outer = new AbortController();
  const stopped = withTimeLimit(endless, 1000, outer.signal);
  outer.abort();
  await assert.rejects(stopped, { name: "AbortError" });
  await assert.rejects(withTimeLimit(async (signal) => signal.throwIfAborted(), 1000, outer.signal), { name: "AbortError" });
});
