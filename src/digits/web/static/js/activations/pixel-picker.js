/** A picture whose pixels are chosen by pointing or with the arrow keys. */

import { Heatmap } from "./heatmap.js";

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class PixelPicker extends Heatmap {
  row = -1;
  column = -1;
  /** Whether a pointer chooses what it passes over; a click does in any case. */
  follows = true;
  #onPick;

  /**
   * @param {string} label
   * @param {number[]} size height and width
   * @param {(row: number, column: number, byKey: boolean) => void} onPick
   */
  constructor(label, size, onPick) {
    super(label, size);
    this.#onPick = onPick;
    this.element.classList.add("picker");
    this.canvas.setAttribute("role", "application");
    this.canvas.tabIndex = 0;
    this.canvas.addEventListener("keydown", (event) => this.#press(event));
    this.canvas.addEventListener("click", (event) => this.#point(event));
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.follows) this.#point(event);
    });
  }

  /**
   * Put the frame on a pixel without telling.
   *
   * @param {number} row
   * @param {number} column
   */
  place(row, column) {
    this.row = row;
    this.column = column;
    this.mark([{ top: row, left: column, height: 1, width: 1, kind: "is-chosen" }]);
  }

  /** @param {MouseEvent} event */
  #point(event) {
    const box = this.canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.plane.height);
    const column = Math.floor(((event.clientX - box.left) / box.width) * this.plane.width);
    this.#pick(row, column, false);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#pick(Math.max(0, this.row) + step[0], Math.max(0, this.column) + step[1], true);
  }

  /**
   * Go on from the chosen value to another one of the same row, or over its end to the next row.
   *
   * @param {number} steps
   */
  step(steps) {
    const index = Math.max(0, this.row) * this.plane.width + this.column + steps;
    this.#pick(Math.floor(index / this.plane.width), ((index % this.plane.width) + this.plane.width) % this.plane.width, true);
  }

  /**
   * @param {number} row
   * @param {number} column
   * @param {boolean} byKey
   */
  #pick(row, column, byKey) {
    const { height, width, data } = this.plane;
    const isThere = row >= 0 && column >= 0 && row < height && column < width && !Number.isNaN(data[row * width + column]);
    if (!isThere || (row === this.row && column === this.column)) return;
    this.place(row, column);
    this.#onPick(row, column, byKey);
  }
}
