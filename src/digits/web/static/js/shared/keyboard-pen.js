/** A pen moved by the arrow keys. Knows nothing of the page. */

/** @typedef {import("./events.js").Point} Point */

/** @type {Record<string, Point>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 1 / 40;

/** @param {number} value */
const inside = (value) => Math.min(1, Math.max(0, value));

export class KeyboardPen {
  /** @type {Point} */
  position = [0.5, 0.25];
  isDown = false;
  /** @type {Set<string>} */
  #held = new Set();

  /**
   * Move by one step; two arrows held together go diagonally.
   *
   * @param {string} key
   * @returns {boolean} whether the key is one that moves
   */
  press(key) {
    if (!(key in DIRECTIONS)) return false;
    this.#held.add(key);
    let [x, y] = this.position;
    for (const held of this.#held) {
      x += STEP * DIRECTIONS[held][0];
      y += STEP * DIRECTIONS[held][1];
    }
    this.position = [inside(x), inside(y)];
    return true;
  }

  /** @param {string} key */
  release(key) {
    this.#held.delete(key);
  }

  /** @returns {boolean} whether the pen is down now */
  toggle() {
    this.isDown = !this.isDown;
    return this.isDown;
  }

  lift() {
    this.isDown = false;
    this.#held.clear();
  }
}
