/** Draws strokes and the keyboard's pen on a canvas. */

/** @typedef {import("./events.js").Point} Point */

/** Width of the pen as a part of the drawing area's side; about what MNIST's pens have in their field. */
export const PEN = 0.055;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} side of the drawing area in device pixels
 * @param {Point[][]} strokes
 * @param {string} colour
 */
export function drawStrokes(context, side, strokes, colour) {
  context.clearRect(0, 0, side, side);
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = PEN * side;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    const points = stroke.map(([x, y]) => [x * side, y * side]);
    if (points.length === 1) drawDot(context, points[0], context.lineWidth / 2);
    else drawLine(context, points);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} point
 * @param {number} radius
 */
function drawDot(context, [x, y], radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/**
 * A line through the middles between points, bent at the points, has no corners where the hand made none.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number[][]} points
 */
function drawLine(context, points) {
  context.beginPath();
  context.moveTo(points[0][0], points[0][1]);
  for (let index = 1; index < points.length - 1; index += 1) {
    const [x, y] = points[index];
    const [nextX, nextY] = points[index + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  const [x, y] = points[points.length - 1];
  context.lineTo(x, y);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} side of the drawing area in device pixels
 * @param {Point} position
 * @param {boolean} isDown
 * @param {string} colour
 */
export function drawPen(context, side, position, isDown, colour) {
  const [x, y] = [position[0] * side, position[1] * side];
  const radius = PEN * side * 0.75;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = Math.max(2, side / 200);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  if (isDown) drawDot(context, [x, y], radius / 2);
}
