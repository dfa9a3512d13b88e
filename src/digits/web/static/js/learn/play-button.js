/** A button that plays and pauses; hidden where reduced motion is preferred. */

import { isStill } from "./dom.js";

/**
 * @typedef {object} Player
 * @property {() => void} stop
 */

/**
 * @param {HTMLElement} button with `data-pause-text`
 * @param {number} pause between two steps, in milliseconds
 * @param {() => boolean} step returns whether there is more to come
 * @returns {Player}
 */
export function mountPlayButton(button, pause, step) {
  const words = { play: button.textContent, pause: /** @type {string} */ (button.dataset.pauseText) };
  /** @type {ReturnType<typeof setInterval>|undefined} */
  let timer;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    button.textContent = words.play;
  };
  const tick = () => {
    if (!step()) stop();
  };
  button.hidden = isStill();
  button.addEventListener("click", () => {
    if (timer !== undefined) return stop();
    button.textContent = words.pause;
    timer = setInterval(tick, pause);
    tick();
  });
  return { stop };
}
