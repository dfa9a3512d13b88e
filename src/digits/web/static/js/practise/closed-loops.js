/** Finds the closed loops of a drawing, which tell a 9 from an open 4 or a 6 from a 5. Knows nothing of the page. */

/** @typedef {import("../shared/events.js").Point} Point */
/** @typedef {"none"|"one"|"top"|"bottom"|"both"} Loops  `one` is as high as the drawing itself */

const SIDE = 48;

/** Half the width of the pen in cells; with it, ends that almost meet close a round, as they do for the eye. */
const PEN = 1.6;

/** Cells that a round must have to be seen as one. */
const LEAST = 8;

/** Part of the drawing's height from which a round is the whole of it. */
const WHOLE = 0.6;

/** Part of a leg, from its top, whose place beside the head is looked at: below it many 9s bend to the left. */
const NECK = 0.35;

/** Part of the head's width, from the left, in which the leg of a mirrored 9 begins: 3 of 719 other recorded 9s (Pendigits) do. */
const LEFT = 0.25;

/** The rounds that each digit has; a closed 4 has one at the top, an open one has none. */
const OF_DIGITS = ["one", "none", "none", "none", "none", "none", "bottom", "none", "both", "top"];

/**
 * @param {string} digit
 * @param {string} variant of the 4
 * @returns {Loops}
 */
export const loopsOfDigit = (digit, variant) =>
  digit === "4" && variant === "closed" ? "top" : /** @type {Loops} */ (OF_DIGITS[Number(digit)]);

/**
 * @param {Point[][]} strokes
 * @returns {Loops}
 */
export function findLoops(strokes) {
  const { height, ink } = drawn(strokes);
  const rounds = roundsOf(ink);
  if (rounds.length === 0) return "none";
  if (rounds.length > 1) return "both";
  const [{ first, last }] = rounds;
  if ((last - first) / (SIDE - 8) > WHOLE * height) return "one";
  return (first + last) / 2 - 4 < ((SIDE - 8) * height) / 2 ? "top" : "bottom";
}

/**
 * Whether what was read as a 9 has its leg at the left of its head, as in a mirror. The server knows mirrored digits from
 * their pictures, and takes some of these for a 9 that is not.
 *
 * @param {Point[][]} strokes
 */
export function isMirroredNine(strokes) {
  const { ink } = drawn(strokes);
  const [head, another] = roundsOf(ink);
  if (head === undefined || another !== undefined) return false;
  const bottom = Math.floor(ink.lastIndexOf(1) / SIDE);
  const neck = head.last + 2 * Math.ceil(PEN);
  const leg = [];
  for (let row = neck; row <= neck + NECK * (bottom - neck); row += 1) {
    for (let column = 0; column < SIDE; column += 1) if (ink[row * SIDE + column] === 1) leg.push(column);
  }
  const middle = leg.reduce((sum, column) => sum + column, 0) / leg.length;
  return leg.length > 0 && middle < head.left + LEFT * (head.right - head.left);
}

/**
 * @param {Point[][]} strokes
 * @returns {{height: number, ink: Uint8Array}} its height as a part of its longer side; 1 where there is ink
 */
function drawn(strokes) {
  const points = strokes.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const size = Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 1e-6);
  const scale = (SIDE - 8) / size;
  const cells = strokes.map((stroke) => stroke.map(([x, y]) => [4 + (x - left) * scale, 4 + (y - top) * scale]));
  return { height: (Math.max(...ys) - top) / size, ink: inked(cells) };
}

/** @param {Uint8Array} ink */
const roundsOf = (ink) => fillings(ink.slice()).slice(1).filter(({ cells }) => cells >= LEAST);

/**
 * @param {number[][][]} strokes in cells
 * @returns {Uint8Array} 1 where there is ink
 */
function inked(strokes) {
  const grid = new Uint8Array(SIDE * SIDE);
  for (const stroke of strokes) {
    stroke.forEach(([x, y], index) => {
      const [fromX, fromY] = stroke[Math.max(0, index - 1)];
      const steps = Math.ceil(Math.hypot(x - fromX, y - fromY)) + 1;
      for (let step = 0; step <= steps; step += 1) {
        dot(grid, fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps);
      }
    });
  }
  return grid;
}

/**
 * @param {Uint8Array} grid
 * @param {number} x
 * @param {number} y
 */
function dot(grid, x, y) {
  for (let row = Math.ceil(y - PEN); row <= y + PEN; row += 1) {
    for (let column = Math.ceil(x - PEN); column <= x + PEN; column += 1) {
      if (Math.hypot(column - x, row - y) <= PEN) grid[row * SIDE + column] = 1;
    }
  }
}

/**
 * @param {Uint8Array} grid filled in as it is gone through
 * @returns {{cells: number, first: number, last: number, left: number, right: number}[]} each connected area without
 *   ink with its first and last row and column; the one around the drawing comes first
 */
function fillings(grid) {
  const areas = [];
  for (let start = 0; start < grid.length; start += 1) {
    if (grid[start] === 0) areas.push(fill(grid, start));
  }
  return areas;
}

/**
 * @param {Uint8Array} grid
 * @param {number} start
 */
function fill(grid, start) {
  const open = [start];
  const area = { cells: 0, first: SIDE, last: 0, left: SIDE, right: 0 };
  grid[start] = 1;
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    const [row, column] = [Math.floor(cell / SIDE), cell % SIDE];
    area.cells += 1;
    area.first = Math.min(area.first, row);
    area.last = Math.max(area.last, row);
    area.left = Math.min(area.left, column);
    area.right = Math.max(area.right, column);
    const beside = [column > 0 && cell - 1, column < SIDE - 1 && cell + 1, row > 0 && cell - SIDE, row < SIDE - 1 && cell + SIDE];
    for (const next of beside) {
      if (next === false || grid[next] !== 0) continue;
      grid[next] = 1;
      open.push(next);
    }
  }
  return area;
}
