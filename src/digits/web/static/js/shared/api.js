/** The server's API, as the page uses it. */

/**
 * @typedef {import("./events.js").Answer} Answer
 * @typedef {import("./events.js").Point} Point
 */

const PREDICT = "/api/v1/predict";

/** Longest wait for the reading of a picture, in milliseconds. */
const PATIENCE = 60_000;

/** Something that went wrong, in words for people; `retry` says whether another try may help. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {boolean} retry
   */
  constructor(message, retry) {
    super(message);
    this.retry = retry;
  }
}

/**
 * @param {Point[][]} strokes
 * @param {string|null} model null for the default one
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer>}
 */
export async function readStrokes(strokes, model, signal) {
  const headers = { "Content-Type": "application/json" };
  const { body, roundTrip } = await post(model, { body: JSON.stringify({ strokes }), headers, signal });
  return { reading: body, roundTrip };
}

/**
 * @param {File} file
 * @param {string|null} model null for the default one
 * @returns {Promise<Answer>}
 */
export async function readFile(file, model) {
  const form = new FormData();
  form.append("file", file, file.name || "picture");
  const { body, roundTrip } = await post(model, { body: form, signal: AbortSignal.timeout(PATIENCE) });
  const [result] = body.readings;
  if (result.error) throw new ApiError(result.error.detail, false);
  return { reading: result, roundTrip };
}

/**
 * @param {string|null} model
 * @param {RequestInit} options
 */
async function post(model, options) {
  const query = new URLSearchParams({ steps: "1", ...(model === null ? {} : { model }) });
  const started = performance.now();
  const response = await reach(`${PREDICT}?${query}`, { method: "POST", ...options });
  const body = await parsed(response);
  if (!response.ok) {
    throw new ApiError(body?.detail ?? `The server answered ${response.status}.`, isPassing(response.status));
  }
  if (body === null) throw new ApiError("The server's answer could not be understood.", false);
  return { body, roundTrip: performance.now() - started };
}

/**
 * @param {string} address
 * @param {RequestInit} options
 */
async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    throw inWords(error, "The server does not answer.");
  }
}

/**
 * @param {unknown} error of the network
 * @param {string} message
 * @returns {unknown} an ApiError, or for an abort that the page asked for the error itself
 */
function inWords(error, message) {
  if (error instanceof TypeError) return new ApiError(message, true);
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new ApiError("The server takes too long to answer.", true);
  }
  return error;
}

/**
 * @param {Response} response
 * @returns {Promise<any>} null where it is no JSON
 */
async function parsed(response) {
  const text = await response.text().catch((error) => {
    throw inWords(error, "The server stopped in the middle of its answer.");
  });
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {number} status */
const isPassing = (status) => status >= 500 || status === 429 || status === 408;
