import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { LatestRequest } from "../../src/digits/web/static/js/shared/latest-request.js";
import { t } from "../../src/digits/web/static/js/shared/translations.js";
import { usePageTexts } from "./page-texts.js";

usePageTexts("recognize");

/** A sender whose answers the test gives by hand; one that heeds no abort is a server that answers all the same. */
function setUp({ heedsAbort = true } = {}) {
  const calls = [];
  const results = [];
  const errors = [];
  const live = new LatestRequest({
    send: (value, signal) =>
      new Promise((resolve, reject) => {
        calls.push({ value, signal, resolve, reject });
        if (heedsAbort) signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      }),
    onResult: (result) => results.push(result),
    onError: (error) => errors.push(error.message),
    interval: 50,
    patience: 1000,
    pauses: [100, 300],
  });
  return { live, calls, results, errors, values: () => calls.map(({ value }) => value) };
}

/** Let promises that are settled run on. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
const tick = async (time) => {
  mock.timers.tick(time);
  await settle();
};
const failure = (message, retry) => Object.assign(new Error(message), { retry });

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
});

test("one value is under way at a time, and only the newest waits", async () => {
  const { live, calls, results, values } = setUp();
  live.submit("a");
  await tick(0);
  live.submit("b");
  live.submit("c");
  await tick(500);
  assert.deepEqual(values(), ["a"]);
  calls[0].resolve("A");
  await settle();
  await tick(50);
  assert.deepEqual(values(), ["a", "c"]);
  assert.deepEqual(results, ["A"]);
});

test("starts lie at least the interval apart", async () => {
  const { live, calls, values } = setUp();
  live.submit("a");
  await tick(0);
  calls[0].resolve("A");
  await settle();
  live.submit("b");
  await tick(49);
  assert.deepEqual(values(), ["a"]);
  await tick(1);
  assert.deepEqual(values(), ["a", "b"]);
});

test("a final value waits for no interval, only for the answer before it", async () => {
  const { live, calls, values } = setUp();
  live.submit("a");
  await tick(0);
  live.submit("b", true);
  assert.deepEqual(values(), ["a"]);
  calls[0].resolve("A");
  await settle();
  await tick(0);
  assert.deepEqual(values(), ["a", "b"]);
});

test("nothing is answered after a cancel, and the request is given up", async () => {
  const { live, calls, results, errors } = setUp();
  live.submit("a");
  await tick(0);
  live.cancel();
  calls[0].resolve("A");
  await settle();
  assert.ok(calls[0].signal.aborted);
  assert.deepEqual([results, errors], [[], []]);
});

test("a late answer never follows a newer one", async () => {
  const { live, calls, results } = setUp({ heedsAbort: false });
  live.submit("old");
  await tick(0);
  live.submitNow("new");
  calls[1].resolve("NEW");
  await settle();
  calls[0].resolve("OLD");
  await settle();
  assert.deepEqual(results, ["NEW"]);
});

test("a lost server is tried again, with growing pauses, with the newest value", async () => {
  const { live, calls, results, errors, values } = setUp();
  live.submit("a");
  await tick(0);
  calls[0].reject(failure("lost", true));
  await settle();
  assert.deepEqual(errors, ["lost"]);
  await tick(100);
  calls[1].reject(failure("lost", true));
  await settle();
  await tick(299);
  assert.equal(calls.length, 2);
  await tick(1);
  assert.deepEqual(values(), ["a", "a", "a"]);
  calls[2].resolve("A");
  await settle();
  assert.deepEqual(results, ["A"]);
});

test("an error for good is not tried again, but the next value is sent", async () => {
  const { live, calls, errors, values } = setUp();
  live.submit("a");
  await tick(0);
  calls[0].reject(failure("refused", false));
  await settle();
  await tick(5000);
  assert.deepEqual(values(), ["a"]);
  live.submit("b");
  await tick(0);
  assert.deepEqual(values(), ["a", "b"]);
  assert.deepEqual(errors, ["refused"]);
});

test("no answer within the patience is an error that is tried again", async () => {
  const { live, errors, values } = setUp();
  live.submit("a");
  await tick(0);
  await tick(1000);
  assert.deepEqual(errors, [t("trouble.slow")]);
  await tick(100);
  assert.deepEqual(values(), ["a", "a"]);
});

test("waking tries at once", async () => {
  const { live, calls, values } = setUp();
  live.submit("a");
  await tick(0);
  calls[0].reject(failure("lost", true));
  await settle();
  live.wake();
  await tick(0);
  assert.deepEqual(values(), ["a", "a"]);
});
