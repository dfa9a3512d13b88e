/** Registers the service worker, shows `data-offline` while the server is away, and says when it is back. */

import { emit } from "./events.js";

const notice = document.querySelector("[data-offline]");

/** How long after a server was found to be away it is asked again, in milliseconds. */
const PAUSE = 3000;

/** @type {ReturnType<typeof setTimeout>|undefined} */
let again;
let wasAway = false;

/** @param {boolean} away */
function show(away) {
  clearTimeout(again);
  if (notice instanceof HTMLElement) notice.hidden = !away;
  if (away) again = setTimeout(check, PAUSE);
  else if (wasAway) emit(document, "digits:back");
  wasAway = away;
}

/** Ask whether the server is there, and go on asking while it is not; called when a request failed. */
export async function check() {
  clearTimeout(again);
  try {
    show(!(await fetch("/health/live", { method: "HEAD", cache: "no-store" })).ok);
  } catch {
    show(true);
  }
}

// What the page itself loads goes first. It may itself come from what was kept, so the server is asked for.
addEventListener("load", () => {
  if (window.isSecureContext) navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
  check();
});
for (const event of ["online", "offline"]) window.addEventListener(event, check);
document.addEventListener("digits:trouble", check);
