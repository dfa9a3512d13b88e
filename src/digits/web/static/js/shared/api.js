/** The server's API, as the pages use it. */

import { languageOf, t } from "./translations.js";

/**
 * @typedef {import("./events.js").Answer} Answer
 * @typedef {import("./events.js").Point} Point
 */

const PREDICT = "/api/v1/predict";
const CORRECTIONS = "/api/v1/corrections";

/** Longest wait for an answer, in milliseconds; a large photograph takes a while to be sent. */
const PATIENCE = 60_000;

/** Statuses of which there is a text of their own, `problem.` and the status. */
const TOLD = [413, 415, 422, 503];

/** Something that went wrong, in words for people. */
export class ApiError extends Error {
  /**
   * @param {string} said in the page's language
   * @param {{retry?: boolean, status?: number, detail?: string}} [more] whether another try may help; the status, 0 for
   *   none; what else the server said, in English
   */
  constructor(said, { retry = false, status = 0, detail = "" } = {}) {
    super(`${said} ${detail}`.trim());
    this.said = said;
    this.retry = retry;
    this.status = status;
    this.detail = detail;
  }
}

/**
 * @param {number} status
 * @param {string} [detail] the server's, in English
 * @param {string} [reason] why a picture was refused, of which there is a text, `refused.` and the reason
 * @returns {ApiError}
 */
export function errorOf(status, detail, reason) {
  const retry = isPassing(status);
  if (reason !== undefined && languageOf() !== "en") return new ApiError(t(`refused.${reason}`), { retry, status });
  if (detail !== undefined && languageOf() === "en") return new ApiError(detail, { retry, status });
  const said = TOLD.includes(status) ? t(`problem.${status}`) : t("trouble.status", { status });
  return new ApiError(said, { retry, status, detail });
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
  if (result.error) throw errorOf(result.error.status, result.error.detail, result.error.reason);
  return { reading: result, roundTrip };
}

/**
 * @param {Point[][]} strokes
 * @param {string} label what they were meant to be
 * @param {string|null} model that read them, null for the default one
 * @returns {Promise<{id: string, key: string, label: string}>}
 */
export async function sendCorrection(strokes, label, model) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ label, strokes, ...(model === null ? {} : { model }) });
  return (await request(CORRECTIONS, { method: "POST", headers, body })).body;
}

/** @param {{id: string, key: string}} kept */
export async function deleteCorrection({ id, key }) {
  await request(`${CORRECTIONS}/${id}`, { method: "DELETE", headers: { Authorization: `Bearer ${key}` } });
}

/**
 * @param {string|null} model
 * @param {RequestInit} options
 */
function post(model, options) {
  const query = new URLSearchParams({ steps: "1", ...(model === null ? {} : { model }) });
  return request(`${PREDICT}?${query}`, { method: "POST", ...options });
}

/**
 * Ask the server for JSON.
 *
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<{body: any, roundTrip: number}>} null where the answer has no body; the round trip in milliseconds
 * @throws {ApiError} where there is no answer in time, or one that says what is wrong; else the error of an abort
 */
export function request(address, { signal, ...options } = {}) {
  return withTimeLimit((limited) => answerOf(address, { ...options, signal: limited }), PATIENCE, signal ?? undefined);
}

/**
 * @param {string} address
 * @param {RequestInit} options
 */
async function answerOf(address, options) {
  const started = performance.now();
  const response = await reach(address, options);
  const body = response.status === 204 ? null : await parsed(response);
  if (!response.ok) throw errorOf(response.status, body?.detail);
  if (body === null && response.status !== 204) throw new ApiError(t("trouble.unclear"));
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
  return error instanceof TypeError ? new ApiError(message, { retry: true }) : error;
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

/**
 * Limit the time of work that can be aborted. iPads lack `AbortSignal.timeout` before iOS 16, and `any` before 17.4.
 *
 * @template Result
 * @param {(signal: AbortSignal) => Promise<Result>} work
 * @param {number} limit in milliseconds
 * @param {AbortSignal} [outer] aborts the work, too
 * @returns {Promise<Result>}
 * @throws {ApiError} where time is up; else the error of the work
 */
export async function withTimeLimit(work, limit, outer) {
  const own = new AbortController();
  const abort = () => own.abort();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    abort();
  }, limit);
  if (outer?.aborted) abort();
  outer?.addEventListener("abort", abort);
  try {
    return await work(own.signal);
  } catch (error) {
    throw isLate ? new ApiError(t("trouble.slow"), { retry: true }) : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", abort);
  }
}

/** @param {number} status */
const isPassing = (status) => status >= 500 || status === 429 || status === 408;
