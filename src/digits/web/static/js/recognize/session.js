/** Has drawings read while they grow: from `digits:drawn` to `digits:reading`, `digits:trouble` or `digits:empty`. */

import { readStrokes } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { Live } from "../shared/live.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("../shared/events.js").Answer} Answer
 */

/**
 * @param {HTMLElement} root
 * @param {() => string|null} chosenModel
 */
export function mountSession(root, chosenModel) {
  /** @type {Point[][]} */
  let strokes = [];
  /** @type {Live<Point[][], Answer>} */
  const live = new Live({
    send: (value, signal) => readStrokes(value, chosenModel(), signal),
    onResult: (answer) => {
      emit(root, "digits:reading", answer);
      showBusy();
    },
    onError: ({ message, retry }) => {
      emit(root, "digits:trouble", { message, retry: retry === true });
      showBusy();
    },
  });
  const showBusy = () => root.setAttribute("aria-busy", String(live.busy));
  const nothing = () => {
    live.cancel();
    emit(root, "digits:empty");
  };

  root.addEventListener("digits:drawn", (event) => {
    strokes = /** @type {CustomEvent} */ (event).detail.strokes;
    if (strokes.length === 0) nothing();
    else live.submit(strokes);
    showBusy();
  });
  const readNow = () => {
    if (strokes.length === 0) nothing();
    else live.submitNow(strokes);
    showBusy();
  };
  root.addEventListener("digits:read", readNow);
  root.addEventListener("digits:model", readNow);
  addEventListener("online", () => live.wake());
}
