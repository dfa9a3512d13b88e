/**
 * Caches the pages, in the language of the last visit, and all their files, for when the server is unreachable.
 * Network first, so that nothing old is shown while there is something newer. Answers of the API are never cached.
 * The server puts a line before this file that sets `kept`.
 */

const worker = /** @type {any} */ (self);

/** @type {{version: string, pages: string[], files: string[], away: string}} paths of what is kept */
const { version, pages, files, away } = worker.kept;
const name = `digits-${version}`;

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(
    caches
      .open(name)
      .then((cache) => cache.addAll([...pages, away, ...files]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  const others = caches.keys().then((names) => names.filter((other) => other !== name));
  event.waitUntil(
    others.then((names) => Promise.all(names.map((other) => caches.delete(other)))).then(() => worker.clients.claim()),
  );
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== worker.location.origin || request.method !== "GET") return;
  if (pages.includes(pathname)) event.respondWith(page(event, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request, pathname));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(away)));
});

/**
 * @param {Request} request
 * @param {string} pathname
 * @returns {Promise<Response>} the server's answer, which is kept where there is room, or else the one that was kept
 */
async function file(request, pathname) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(pathname, answer.clone());
    return answer;
  } catch (error) {
    const kept = await stored(pathname);
    if (kept === undefined) throw error;
    return kept;
  }
}

/**
 * A page. When its language has changed, all pages are stored again in the new language.
 *
 * @param {any} event
 * @param {string} pathname
 * @returns {Promise<Response>}
 */
async function page(event, pathname) {
  const before = await stored(pathname);
  const answer = await file(event.request, pathname);
  if (before && language(before) !== language(answer)) {
    event.waitUntil(caches.open(name).then((cache) => cache.addAll([...pages, away])));
  }
  return answer;
}

/**
 * @param {string} pathname
 * @returns {Promise<Response|undefined>} none, too, where the browser refuses its storage
 */
function stored(pathname) {
  return caches.open(name).then((cache) => cache.match(pathname)).catch(() => undefined);
}

/**
 * @param {string} pathname
 * @param {Response} answer which is not kept where the storage is full
 */
async function keep(pathname, answer) {
  try {
    const cache = await caches.open(name);
    await cache.put(pathname, answer);
  } catch {
    // The page has the answer, and works without the server's copy until there is room.
  }
}

/**
 * @param {Response} answer
 * @returns {string|null}
 */
function language(answer) {
  return answer.headers.get("Content-Language");
}
