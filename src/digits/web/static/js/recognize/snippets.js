/** Snippets for programs: curl, Python, JSON. Knows nothing of the page. */

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("../shared/events.js").Reading} Reading
 */

/** @param {Point[][]} strokes */
const body = (strokes) => JSON.stringify({ strokes });

/**
 * @param {Point[][]} strokes
 * @param {string} origin of the server, such as "http://127.0.0.1:8000"
 * @param {string|null} model null for the default one
 * @returns {string} a command for a shell
 */
export function asCurl(strokes, origin, model) {
  const query = model === null ? "" : `?${new URLSearchParams({ model })}`;
  return `curl --json '${body(strokes)}' '${origin}/api/v1/predict${query}'`;
}

/**
 * @param {Point[][]} strokes
 * @param {string|null} model null for the default one
 * @returns {string} a program that reads the drawing without a server
 */
export function asPython(strokes, model) {
  return `from digits import Recognizer

strokes = ${JSON.stringify(strokes)}
reading = Recognizer(${model === null ? "" : JSON.stringify(model)}).read_strokes(strokes)
print(reading.text, reading.verdict)
`;
}

/**
 * @param {Reading} reading
 * @returns {string} the reading without its pictures, indented
 */
export function asJson(reading) {
  const { steps, ...rest } = reading;
  return JSON.stringify(rest, (name, value) => (name === "ink" ? undefined : value), 2);
}
