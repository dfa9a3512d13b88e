/** Paints numbers on a canvas: ink for positive, red for negative. */

/** @typedef {import("./convolution.js").Map} Map */

/** @type {{canvas: HTMLCanvasElement, map: Map, most: number|undefined}[]} */
const painted = [];

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Map} map
 * @param {number} [most] the value that has full colour; the largest there is, if not given
 */
export function paint(canvas, map, most) {
  const known = painted.find((one) => one.canvas === canvas);
  if (known) Object.assign(known, { map, most });
  else painted.push({ canvas, map, most });
  draw(canvas, map, most);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Map} map
 * @param {number} [given]
 */
function draw(canvas, { side, values }, given) {
  canvas.width = canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const style = getComputedStyle(canvas);
  const [above, below] = ["--ink", "--danger"].map((name) => components(context, style.getPropertyValue(name)));
  const most = given ?? Math.max(1e-9, ...Array.from(values, Math.abs));
  const pixels = context.createImageData(side, side);
  for (let index = 0; index < values.length; index += 1) {
    const level = Math.min(1, Math.abs(values[index]) / most);
    pixels.data.set([...(values[index] < 0 ? below : above), Math.round(255 * level)], 4 * index);
  }
  context.putImageData(pixels, 0, 0);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour of any notation
 * @returns {number[]} red, green, blue
 */
function components(context, colour) {
  context.fillStyle = colour.trim();
  return [1, 3, 5].map((place) => parseInt(String(context.fillStyle).slice(place, place + 2), 16));
}

/** Paint all again in the colours of the other theme. */
export function followTheme() {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const { canvas, map, most } of painted) draw(canvas, map, most);
  });
}

/**
 * Fill a gallery with one canvas for each map.
 *
 * @param {HTMLElement} gallery
 * @param {Map[]} maps
 * @param {number} [most]
 */
export function paintAll(gallery, maps, most) {
  while (gallery.children.length < maps.length) gallery.append(document.createElement("canvas"));
  maps.forEach((map, index) => paint(/** @type {HTMLCanvasElement} */ (gallery.children[index]), map, most));
}
