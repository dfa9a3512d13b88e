/** The digits of a drawing, as far as its strokes stand apart. Knows nothing of the page. */

/**
 * @typedef {import("./events.js").Point} Point
 * @typedef {import("./events.js").Box} Box
 */

/** @param {number[]} values */
export const extent = (values) => ({ least: Math.min(...values), most: Math.max(...values) });

/**
 * @param {Point[][]} strokes
 * @returns {Point[][][]} the strokes of each group that a column without ink parts from the others, from left to right
 */
export function groupsOf(strokes) {
  const spans = strokes
    .map((stroke) => ({ strokes: [stroke], ...extent(stroke.map(([x]) => x)) }))
    .sort((one, other) => one.least - other.least);
  /** @type {typeof spans} */
  const groups = [];
  for (const span of spans) {
    const last = groups[groups.length - 1];
    if (last === undefined || span.least > last.most) groups.push(span);
    else Object.assign(last, { strokes: [...last.strokes, ...span.strokes], most: Math.max(last.most, span.most) });
  }
  return groups.map((group) => group.strokes);
}

/**
 * @param {Point[][]} strokes
 * @param {Box|null} box of a digit; null for all of them
 * @returns {Point[][]} those whose middle is in the box from left to right; all of them where there are none
 */
export function strokesIn(strokes, box) {
  if (box === null) return strokes;
  const [left, , right] = box;
  const inside = strokes.filter((stroke) => {
    const middle = stroke.reduce((sum, [x]) => sum + x, 0) / stroke.length;
    return middle >= left && middle <= right;
  });
  return inside.length > 0 ? inside : strokes;
}
