/** A drawing: strokes of points, with undo. Knows nothing of the page. */

/** @typedef {import("./events.js").Point} Point */

/** Points nearer to the one before than this part of the side add nothing that a reading could use. */
const NEAREST = 1 / 400;

/** @param {number} value */
const rounded = (value) => Math.round(value * 1e4) / 1e4;

export class Drawing {
  /** @type {Point[][]} */
  #strokes = [];
  /** @type {Point[]|null} */
  #open = null;
  /** @type {Point[][]} what the last clearing took away */
  #cleared = [];

  get empty() {
    return this.#strokes.length === 0;
  }

  get undoable() {
    return !this.empty || this.#cleared.length > 0;
  }

  get strokes() {
    return this.#strokes;
  }

  /** @returns {boolean} whether a stroke is being drawn */
  get isOpen() {
    return this.#open !== null;
  }

  /** @param {Point} point */
  begin(point) {
    this.#open = [];
    this.#strokes.push(this.#open);
    this.extend([point]);
  }

  /**
   * Lengthen the stroke that was begun.
   *
   * @param {Point[]} points
   * @returns {boolean} whether it grew
   */
  extend(points) {
    const stroke = this.#open;
    if (stroke === null) return false;
    const before = stroke.length;
    for (const [x, y] of points) {
      const last = stroke[stroke.length - 1];
      if (last === undefined || Math.hypot(x - last[0], y - last[1]) >= NEAREST) stroke.push([rounded(x), rounded(y)]);
    }
    return stroke.length > before;
  }

  end() {
    this.#open = null;
  }

  /** Take back the stroke that was begun, as if the pen had never touched. */
  cancel() {
    if (this.#open !== null) this.#strokes.pop();
    this.end();
  }

  /** Take back the last stroke, or the last clearing. */
  undo() {
    this.end();
    if (this.empty) {
      this.#strokes = this.#cleared;
      this.#cleared = [];
    } else {
      this.#strokes.pop();
    }
  }

  /**
   * Put another drawing in the place of this one, which undoing brings back.
   *
   * @param {Point[][]} strokes
   */
  replace(strokes) {
    this.clear();
    this.#strokes = strokes.map((stroke) => [...stroke]);
  }

  clear() {
    this.end();
    if (!this.empty) this.#cleared = this.#strokes;
    this.#strokes = [];
  }

  /** @returns {Point[][]} a copy that later strokes leave alone */
  copy() {
    return this.#strokes.map((stroke) => [...stroke]);
  }
}
