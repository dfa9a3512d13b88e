import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const SCRIPT = readFileSync(new URL("../../src/digits/web/static/js/service-worker.js", import.meta.url), "utf8");
const KEPT = { version: "1", pages: ["/"], files: [], away: "/away" };

/**
 * The worker's answer to a request, in a browser with this storage.
 *
 * @param {string} path
 * @param {object} caches
 */
async function answerTo(path, caches, fetch = async () => new Response("fresh")) {
  const listeners = {};
  const worker = { kept: KEPT, location: { origin: "http://here" }, addEventListener: (name, listener) => (listeners[name] = listener) };
  runInNewContext(SCRIPT, { self: worker, caches, fetch, URL, Promise });
  let answer;
  listeners.fetch({
    request: { url: `http://here${path}`, method: "GET" },
    respondWith: (given) => (answer = given),
    waitUntil: (work) => work.catch(() => undefined),
  });
  return (await answer).text();
}

const full = {
  open: async () => ({
    match: async () => undefined,
    put: async () => {
      throw new DOMException("", "QuotaExceededError");
    },
  }),
};
const refused = {
  open: async () => {
    throw new DOMException("", "SecurityError");
  },
};

test("a good answer is given where it cannot be kept", async () => {
  for (const storage of [full, refused]) {
    for (const path of ["/", "/static/js/page.js"]) assert.equal(await answerTo(path, storage), "fresh");
  }
});

test("without the server, what was kept is given", async () => {
  const away = async () => {
    throw new TypeError("no server");
  };
  const storage = { open: async () => ({ match: async () => new Response("kept") }) };
  assert.equal(await answerTo("/static/js/page.js", storage, away), "kept");
  await assert.rejects(answerTo("/static/js/page.js", refused, away), /no server/);
});
