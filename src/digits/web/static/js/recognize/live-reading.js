/**
 * Reads drawings while they grow: from `digits:drawn` to `digits:preview` while the pen is down, and to
 * `digits:reading`, `digits:trouble` or `digits:empty`.
 */

import { readStrokes } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { LatestRequest } from "../shared/latest-request.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("../shared/events.js").DrawingRead} DrawingRead
 */

/**
 * @param {HTMLElement} root
 * @param {() => string|null} chosenModel
 */
export function mountLiveReading(root, chosenModel) {
  /** @type {Point[][]} */
  let strokes = [];
  let isPenDown = false;
  /** @type {LatestRequest<Point[][], DrawingRead>} */
  const live = new LatestRequest({
    send: async (value, signal) => ({ ...(await readStrokes(value, chosenModel(), signal)), strokes: value }),
    onResult: (answer) => {
      emit(root, isPenDown || answer.strokes !== strokes ? "digits:preview" : "digits:reading", answer);
      showBusy();
    },
    onError: (error) => {
      const { message, retry, said, detail } = /** @type {Partial<import("../shared/api.js").ApiError> & Error} */ (error);
      emit(root, "digits:trouble", { message, retry: retry === true, said, detail });
      showBusy();
    },
  });
  const showBusy = () => root.setAttribute("aria-busy", String(live.busy));
  const nothing = () => {
    live.cancel();
    emit(root, "digits:empty");
  };

  root.addEventListener("digits:drawn", (event) => {
    ({ strokes, isPenDown = false } = /** @type {CustomEvent} */ (event).detail);
    if (strokes.length === 0) nothing();
    else live.submit(strokes, !isPenDown);
    showBusy();
  });
  const readNow = () => {
    isPenDown = false;
    if (strokes.length === 0) nothing();
    else live.submitNow(strokes);
    showBusy();
  };
  root.addEventListener("digits:read", readNow);
  root.addEventListener("digits:model", readNow);
  addEventListener("online", () => live.wake());
  document.addEventListener("digits:back", () => live.wake());
}
