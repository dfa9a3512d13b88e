/** The drawing area: canvas, its buttons and keys. Emits `digits:drawn` and `digits:read`. */

import { Drawing } from "./drawing.js";
import { emit } from "./events.js";
import { drawPen, drawStrokes } from "./canvas-ink.js";
import { storeDrawing } from "./drawing-storage.js";
import { KeyboardPen } from "./keyboard-pen.js";
import { PalmRejection } from "./palm-rejection.js";

/** @typedef {import("./events.js").Point} Point */

/**
 * @param {HTMLElement} root
 * @param {{keeps?: boolean}} [options] whether it shares its drawing with the other pages that do
 */
export function mountDrawingArea(root, { keeps = true } = {}) {
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("[data-drawing-area-canvas]"));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const hint = /** @type {HTMLElement} */ (root.querySelector("[data-drawing-area-hint]"));
  const undo = /** @type {HTMLButtonElement} */ (root.querySelector("[data-drawing-area-undo]"));
  const clear = /** @type {HTMLButtonElement} */ (root.querySelector("[data-drawing-area-clear]"));
  const read = /** @type {HTMLButtonElement} */ (root.querySelector("[data-drawing-area-read]"));
  const drawing = new Drawing();
  const pen = new KeyboardPen();
  const pointers = new PalmRejection();
  let penShown = false;
  let frame = 0;

  const paint = () => {
    frame = 0;
    const style = getComputedStyle(canvas);
    drawStrokes(context, canvas.width, drawing.strokes, style.color);
    if (penShown) drawPen(context, canvas.width, pen.position, pen.isDown, style.getPropertyValue("--accent"));
  };
  const repaint = () => {
    if (frame === 0) frame = requestAnimationFrame(paint);
  };
  const changed = () => {
    hint.hidden = !drawing.empty;
    undo.disabled = !drawing.undoable;
    clear.disabled = drawing.empty;
    repaint();
    emit(root, "digits:drawn", { strokes: drawing.copy(), isPenDown: drawing.isOpen });
  };
  const stop = () => {
    pointers.forget();
    pen.lift();
  };
  const actions = {
    undo() {
      stop();
      drawing.undo();
      changed();
    },
    clear() {
      stop();
      drawing.clear();
      changed();
    },
    read() {
      stop();
      drawing.end();
      emit(root, "digits:read", { strokes: drawing.copy(), isPenDown: false });
    },
  };

  document.addEventListener("digits:restore", (event) => {
    stop();
    drawing.replace(/** @type {CustomEvent} */ (event).detail.strokes);
    changed();
    root.scrollIntoView({ block: "nearest" });
  });
  undo.addEventListener("click", actions.undo);
  clear.addEventListener("click", actions.clear);
  read.addEventListener("click", actions.read);
  listenToPointers(canvas, pointers, drawing, changed, () => {
    penShown = false;
    pen.lift();
  });
  listenToPen(canvas, pen, drawing, changed, repaint, (shown) => {
    penShown = shown;
    repaint();
  });
  listenToKeys(canvas, actions, drawing);
  fitToScreen(canvas, paint);
  if (keeps) storeDrawing(drawing, changed);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PalmRejection} pointers
 * @param {Drawing} drawing
 * @param {() => void} changed
 * @param {() => void} taken called when a pointer takes over from the keyboard
 */
function listenToPointers(canvas, pointers, drawing, changed, taken) {
  canvas.addEventListener("pointerdown", (event) => {
    const what = pointers.down(event);
    if (what === "ignore") return;
    if (what === "replace") drawing.cancel();
    taken();
    canvas.setPointerCapture(event.pointerId);
    drawing.begin(place(canvas, event));
    changed();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pointers.draws(event)) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const events = coalesced.length > 0 ? coalesced : [event];
    if (drawing.extend(events.map((each) => place(canvas, each)))) changed();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => {
      if (!pointers.up(/** @type {PointerEvent} */ (event))) return;
      drawing.end();
      changed();
    });
  }
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PointerEvent} event
 * @returns {Point}
 */
function place(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {KeyboardPen} pen
 * @param {Drawing} drawing
 * @param {() => void} changed
 * @param {() => void} repaint
 * @param {(shown: boolean) => void} show
 */
function listenToPen(canvas, pen, drawing, changed, repaint, show) {
  const lift = () => {
    if (!pen.isDown) return;
    pen.lift();
    drawing.end();
    changed();
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const wasDown = pen.isDown;
    if (event.key === " " && !event.repeat) {
      if (pen.toggle()) drawing.begin(pen.position);
      else drawing.end();
    } else if (pen.press(event.key)) {
      if (pen.isDown) drawing.extend([pen.position]);
    } else if (event.key !== " ") {
      return;
    }
    event.preventDefault();
    show(true);
    if (pen.isDown || wasDown) changed();
    else repaint();
  });
  canvas.addEventListener("keyup", (event) => pen.release(event.key));
  canvas.addEventListener("focus", () => show(canvas.matches(":focus-visible")));
  canvas.addEventListener("blur", () => {
    lift();
    show(false);
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{undo: () => void, clear: () => void, read: () => void}} actions
 * @param {Drawing} drawing
 */
function listenToKeys(canvas, actions, drawing) {
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Enter") actions.read();
  });
  document.addEventListener("keydown", (event) => {
    if (/** @type {Element} */ (event.target).closest("input, select, textarea")) return;
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (isUndo && drawing.undoable) actions.undo();
    else if (["Escape", "Delete"].includes(event.key) && !drawing.empty) actions.clear();
    else return;
    event.preventDefault();
  });
}

/**
 * Keep as many pixels in the canvas as it covers on the screen, and its drawing through every change of size.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} paint
 */
function fitToScreen(canvas, paint) {
  const fit = () => {
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (side === 0 || side === canvas.width) return;
    canvas.width = canvas.height = side;
    paint();
  };
  new ResizeObserver(fit).observe(canvas);
  addEventListener("resize", fit);
  fit();
}
