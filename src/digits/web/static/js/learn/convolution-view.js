/** A kernel that slides over a digit, with the arithmetic of its position. */

import { paint } from "./bitmap.js";
import { KERNELS, WIDTH, at, convolve } from "./convolution.js";
import { mountNumberControl } from "./number-control.js";
import { factor, find, findAll, plain } from "./dom.js";
import { mountPlayButton } from "./play-button.js";

/** @typedef {import("./convolution.js").Map} Map */

const PAUSE = 60;

/**
 * @param {HTMLElement} root
 * @param {(listener: (image: Map) => void) => void} onDigit
 */
export function mountConvolution(root, onDigit) {
  const choice = /** @type {HTMLSelectElement} */ (find(root, "[data-kernel-choice]"));
  const controls = { row: mountNumberControl(root, "row", () => show()), column: mountNumberControl(root, "column", () => show()) };
  const grids = ["pixels", "weights", "products"].map((name) => findAll(find(root, `[data-grid="${name}"]`), "td"));
  /** @type {Map} */
  let image;
  /** @type {Map} */
  let result;

  const show = () => {
    const kernel = KERNELS[choice.value];
    const [row, column] = [controls.row.value() - 1, controls.column.value() - 1];
    const { pixels, products, total, result: value } = at(image, kernel, row, column);
    [pixels, kernel.weights, products].forEach((values, index) => fill(grids[index], values));
    find(root, "[data-formula]").textContent = formula(products, total, kernel.divisor, value);
    frame(root, "image", column, row, WIDTH);
    frame(root, "result", column, row, 1);
  };
  const redraw = () => {
    result = convolve(image, KERNELS[choice.value]);
    paint(/** @type {HTMLCanvasElement} */ (find(root, '[data-map="image"] canvas')), image, 255);
    paint(/** @type {HTMLCanvasElement} */ (find(root, '[data-map="result"] canvas')), result);
    show();
  };
  /**
   * @param {number} row
   * @param {number} column
   */
  const move = (row, column) => {
    const last = result.side - 1;
    controls.row.set(Math.min(last, Math.max(0, row)) + 1);
    controls.column.set(Math.min(last, Math.max(0, column)) + 1);
    show();
  };
  const player = mountPlayButton(find(root, "[data-slide]"), PAUSE, () => {
    const next = (controls.row.value() - 1) * result.side + controls.column.value();
    const place = next % result.side ** 2;
    move(Math.floor(place / result.side), place % result.side);
    return place !== result.side ** 2 - 1;
  });

  choice.addEventListener("change", redraw);
  listen(root, "image", 28, player, (row, column) => move(row - 1, column - 1));
  listen(root, "result", 26, player, move);
  onDigit((chosen) => {
    image = chosen;
    redraw();
  });
}

/**
 * @param {HTMLElement} root
 * @param {string} name of the map
 * @param {number} side
 * @param {import("./play-button.js").Player} player
 * @param {(row: number, column: number) => void} move
 */
function listen(root, name, side, player, move) {
  const canvas = find(root, `[data-map="${name}"] canvas`);
  /** @param {PointerEvent} event */
  const follow = (event) => {
    const box = canvas.getBoundingClientRect();
    player.stop();
    move(
      Math.floor(((event.clientY - box.top) / box.height) * side),
      Math.floor(((event.clientX - box.left) / box.width) * side),
    );
  };
  canvas.addEventListener("pointerdown", follow);
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" || event.buttons > 0) follow(event);
  });
}

/**
 * @param {HTMLElement} root
 * @param {string} name of the map
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function frame(root, name, x, y, size) {
  const window = find(root, `[data-map="${name}"] rect`);
  for (const [key, value] of Object.entries({ x, y, width: size, height: size })) {
    window.setAttribute(key, String(value));
  }
}

/**
 * @param {HTMLElement[]} cells
 * @param {number[]} values
 */
function fill(cells, values) {
  values.forEach((value, index) => {
    cells[index].textContent = plain(value);
    cells[index].className = value > 0 ? "is-above" : value < 0 ? "is-below" : "";
  });
}

/**
 * @param {number[]} products
 * @param {number} total
 * @param {number} divisor
 * @param {number} value
 */
function formula(products, total, divisor, value) {
  const parts = products.filter((product) => product !== 0).map(factor);
  const sum = parts.length === 0 ? "0" : parts.join(" + ");
  const all = parts.length < 2 ? `Σ = ${plain(total)}` : `Σ = ${sum} = ${plain(total)}`;
  return divisor === 1 ? all : `${all};  ${plain(total)} / ${divisor} = ${plain(value, 1)}`;
}
