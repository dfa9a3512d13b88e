/** Stores the drawing that the pages share: from page to page and through a reload, until it is cleared. */

import { store, stored } from "./session-storage.js";
import { parsedStrokes } from "./stored-strokes.js";

const STORED = "digits-drawing";

/**
 * @param {import("./drawing.js").Drawing} drawing
 * @param {() => void} changed to be called when another drawing was put in its place
 */
export function storeDrawing(drawing, changed) {
  const keep = () => store(STORED, JSON.stringify(drawing.strokes));
  const restore = () => {
    const strokes = parsedStrokes(stored(STORED));
    if (JSON.stringify(strokes) === JSON.stringify(drawing.strokes)) return;
    drawing.replace(strokes);
    changed();
  };
  addEventListener("pagehide", keep);
  addEventListener("pageshow", ({ persisted }) => persisted && restore());
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  queueMicrotask(restore); // when everything on the page listens
}
