/** The requests of this page. */

import { request } from "../shared/api.js";

const API = "/api/v1";

/**
 * @param {string} path behind the API's own
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export const get = async (path, signal) => (await request(API + path, { signal })).body;

/**
 * @param {string} path behind the API's own
 * @param {object} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export const post = async (path, body, signal) => {
  const headers = { "Content-Type": "application/json" };
  return (await request(API + path, { method: "POST", body: JSON.stringify(body), headers, signal })).body;
};
