/** Loads a section of the page: shows that it loads, tries again, or offers to. */

import { ApiError } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { t } from "../shared/translations.js";

/** How far below the window a part is asked for. */
const AHEAD = "600px";

/**
 * Load what a part of the page shows; `data-state` in it says that it waits or failed.
 *
 * @param {HTMLElement} root
 * @param {() => Promise<void>} load
 * @returns {() => Promise<void>} loads it
 */
export function sectionLoader(root, load) {
  const state = /** @type {HTMLElement} */ (root.querySelector("[data-state]"));
  const text = /** @type {HTMLElement} */ (state.querySelector("[data-state-text]"));
  const again = /** @type {HTMLButtonElement} */ (state.querySelector("[data-again]"));
  let newest = 0;
  let lost = false;
  const run = async () => {
    const turn = ++newest;
    lost = false;
    state.dataset.state = "waiting";
    text.textContent = t("waiting");
    again.hidden = true;
    try {
      await load();
      if (turn === newest) state.dataset.state = "done";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn !== newest) return;
      lost = error.retry;
      state.dataset.state = "trouble";
      text.textContent = error.message;
      again.hidden = false;
      emit(root, "digits:trouble", { message: error.message, retry: error.retry });
      emit(root, "digits:say", { text: error.message });
    }
  };
  again.addEventListener("click", run);
  document.addEventListener("digits:back", () => {
    if (lost) run();
  });
  return run;
}

/**
 * Call once, when a part of the page comes near the window.
 *
 * @param {HTMLElement} root
 * @param {() => void} action
 */
export function onApproach(root, action) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      action();
    },
    { rootMargin: AHEAD },
  );
  observer.observe(root);
}

/**
 * @param {HTMLElement} root with `data-state`
 * @returns {string} the address that it is loaded from
 */
export function addressOf(root) {
  const state = /** @type {HTMLElement} */ (root.querySelector("[data-state]"));
  return /** @type {string} */ (state.dataset.address);
}
