/** Numbers as a picture: each value a pixel, on a scale of two colours or as ink on paper. */

import { make, makeSvg } from "./dom.js";
import { range } from "./tensors.js";

/**
 * @typedef {import("./tensors.js").Plane} Plane
 * @typedef {import("./arithmetic.js").Window} Window
 * @typedef {[number, number, number]} Colour
 * @typedef {{zero: Colour, plus: Colour, minus: Colour, ink: Colour}} Colours
 * @typedef {{largest?: number, isInk?: boolean, isVeil?: boolean}} Scale  `largest` has the full colour, that of the
 *   plane if left out; a veil lets what is under it be seen where its values are small
 */

/** How much of what is under it the thickest veil hides, of 255. */
const VEIL = 215;

/** @type {Colours|null} */
let colours = null;
/** @type {WeakMap<Element, Heatmap>} */
const pictures = new WeakMap();

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  colours = null;
  for (const canvas of document.querySelectorAll("canvas")) pictures.get(canvas)?.repaint();
});

/** @returns {Colours} of the page, in its present scheme */
function ofPage() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const colour = (name) => {
    const value = Number.parseInt(style.getPropertyValue(name).trim().slice(1), 16);
    return /** @type {Colour} */ ([value >> 16, (value >> 8) & 255, value & 255]);
  };
  return { zero: colour("--surface"), plus: colour("--accent"), minus: colour("--unsure"), ink: colour("--ink") };
}

export class Heatmap {
  /** @type {Plane} */
  plane;
  canvas;
  /** @type {Scale} */
  #scale = {};
  #overlay = makeSvg("svg", { class: "picture-marks", "aria-hidden": "true", focusable: "false", preserveAspectRatio: "none" });

  /**
   * @param {string} [label] for those who do not see it; left out where a text beside it says the same
   * @param {number[]} [size] height and width, so that its place is kept before there is something to show
   */
  constructor(label, [height, width] = [1, 1]) {
    this.plane = { height, width, data: new Float32Array(height * width) };
    this.canvas = /** @type {HTMLCanvasElement} */ (make("canvas", label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }));
    this.element = make("div", { class: "picture", dir: "ltr" }, this.canvas, this.#overlay);
    this.#resize();
    pictures.set(this.canvas, this);
  }

  /**
   * @param {Plane} plane
   * @param {Scale} [scale]
   */
  paint(plane, scale = {}) {
    this.plane = plane;
    this.#scale = scale;
    this.repaint();
  }

  repaint() {
    const { height, width, data } = this.plane;
    this.#resize();
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    context.putImageData(new ImageData(pixelsOf(data, this.#scale), width, height), 0, 0);
  }

  /**
   * Frame parts of the picture, in place of those that were framed before.
   *
   * @param {(Window & {kind: string})[]} windows
   */
  mark(windows) {
    this.#overlay.replaceChildren(
      ...windows.map(({ top, left, height, width, kind }) => makeSvg("rect", { x: left, y: top, width, height, class: kind })),
    );
  }

  #resize() {
    const { height, width } = this.plane;
    if (this.canvas.height === height && this.canvas.width === width) return;
    this.canvas.height = height;
    this.canvas.width = width;
    this.canvas.style.aspectRatio = `${width} / ${height}`;
    this.#overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
}

/**
 * @param {Float32Array} data
 * @param {Scale} scale
 * @returns {Uint8ClampedArray<ArrayBuffer>}
 */
function pixelsOf(data, { largest = range(data).largest, isInk = false, isVeil = false }) {
  colours ??= ofPage();
  const { zero, plus, minus, ink } = colours;
  const pixels = new Uint8ClampedArray(4 * data.length);
  data.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) : 0;
    const full = isInk ? ink : value < 0 ? minus : plus;
    const mixed = isVeil ? 1 : share;
    for (let part = 0; part < 3; part += 1) pixels[4 * index + part] = zero[part] + mixed * (full[part] - zero[part]);
    pixels[4 * index + 3] = isVeil ? VEIL * share : 255;
  });
  return pixels;
}
