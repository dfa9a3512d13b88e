/** Keeps the pages for when the server is away, and says when it is: `data-offline` is shown. */

const notice = document.querySelector("[data-offline]");

/** @param {boolean} away */
function show(away) {
  if (notice instanceof HTMLElement) notice.hidden = !away;
}

/** Ask whether the server is there; called when a request failed, or the browser lost its network. */
export async function check() {
  try {
    show(!(await fetch("/health/live", { cache: "no-store" })).ok);
  } catch {
    show(true);
  }
}

if (window.isSecureContext) navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
for (const event of ["online", "offline"]) window.addEventListener(event, check);
document.addEventListener("digits:trouble", check);
if (!navigator.onLine) check();
