/** The server's API, as the pages use it. */

import { t } from "./texts.js";

/**
 * @typedef {import("./events.js").Answer} Answer
 * @typedef {import("./events.js").Point} Point
 */

const PREDICT = "/api/v1/predict";
const CORRECTIONS = "/api/v1/corrections";

/** Longest wait for an answer, in milliseconds; a large photograph takes a while to be sent. */
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
  const { body, roundTrip } = await post(model, { body: form });
  const [result] = body.readings;
  if (result.error) throw new ApiError(result.error.detail, false);
  return { reading: result, roundTrip };
}

/**
 * @param {Point[][]} strokes
 * @param {string} label what they were meant to be
 * @returns {Promise<{id: string, key: string, label: string}>}
 */
export async function keepCorrection(strokes, label) {
  const headers = { "Content-Type": "application/json" };
  return (await ask(CORRECTIONS, { method: "POST", headers, body: JSON.stringify({ label, strokes }) })).body;
}

/** @param {{id: string, key: string}} kept */
export async function takeBackCorrection({ id, key }) {
  await ask(`${CORRECTIONS}/${id}`, { method: "DELETE", headers: { Authorization: `Bearer ${key}` } });
}

/**
 * @param {string|null} model
 * @param {RequestInit} options
 */
function post(model, options) {
  const query = new URLSearchParams({ steps: "1", ...(model === null ? {} : { model }) });
  return ask(`${PREDICT}?${query}`, { method: "POST", ...options });
}

/**
 * Ask the server for JSON.
 *
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<{body: any, roundTrip: number}>} null where the answer has no body; the round trip in milliseconds
 * @throws {ApiError} where there is no answer in time, or one that says what is wrong; else the error of an abort
 */
export async function ask(address, { signal, ...options } = {}) {
  const started = performance.now();
  const limit = AbortSignal.timeout(PATIENCE);
  const response = await reach(address, { ...options, signal: signal ? AbortSignal.any([signal, limit]) : limit });
  const body = response.status === 204 ? null : await parsed(response);
  if (!response.ok) {
    throw new ApiError(body?.detail ?? t("trouble.status", { status: response.status }), isPassing(response.status));
  }
  if (body === null && response.status !== 204) throw new ApiError(t("trouble.unclear"), false);
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
    throw inWords(error, t("trouble.no_answer"));
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
    return new ApiError(t("trouble.slow"), true);
  }
  return error;
}

/**
 * @param {Response} response
 * @returns {Promise<any>} null where it is no JSON
 */
async function parsed(response) {
  const text = await response.text().catch((error) => {
    throw inWords(error, t("trouble.stopped"));
  });
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {number} status */
const isPassing = (status) => status >= 500 || status === 429 || status === 408;
