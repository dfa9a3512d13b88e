/**
 * Keeps pages and their files, and shows what it kept when the server is away. Always asks the server first, so that
 * nothing shown is old while there is a newer one; readings and other answers of the API are never kept.
 */

const KEPT = "digits-1";
const PAGES = ["/", "/inside", "/compare", "/practise", "/learn"];
const worker = /** @type {any} */ (self);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(PAGES)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  const others = caches.keys().then((names) => names.filter((name) => name !== KEPT));
  event.waitUntil(
    others.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => worker.clients.claim()),
  );
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = url.origin === worker.location.origin && request.method === "GET";
  if (ours && (url.pathname.startsWith("/static/") || PAGES.includes(url.pathname))) event.respondWith(fresh(request));
});

/**
 * @param {Request} request
 * @returns {Promise<Response>} the server's answer, or else the one that was kept
 */
async function fresh(request) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept === undefined) throw error;
    return kept;
  }
}
