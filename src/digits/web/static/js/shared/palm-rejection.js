/** Which of several pointers draws: one at a time, and a pen before a resting hand. */

/** @typedef {{pointerId: number, pointerType: string, button: number, isPrimary?: boolean}} Pointer */

export class PalmRejection {
  /** @type {Pointer|null} */
  #drawing = null;

  /**
   * @param {Pointer} pointer that came down
   * @returns {"begin"|"replace"|"ignore"} `replace`: take back what the pointer before it drew, then begin
   */
  down({ pointerId, pointerType, button }) {
    if (button !== 0) return "ignore";
    const before = this.#drawing;
    if (before !== null && !(pointerType === "pen" && before.pointerType === "touch")) return "ignore";
    this.#drawing = { pointerId, pointerType, button };
    return before === null ? "begin" : "replace";
  }

  /** @param {{pointerId: number}} pointer */
  draws({ pointerId }) {
    return this.#drawing?.pointerId === pointerId;
  }

  /**
   * @param {{pointerId: number}} pointer that was lifted or taken away
   * @returns {boolean} whether it was the one that drew
   */
  up(pointer) {
    const drew = this.draws(pointer);
    if (drew) this.#drawing = null;
    return drew;
  }

  forget() {
    this.#drawing = null;
  }
}
