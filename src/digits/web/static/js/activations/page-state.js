/** The digit and network of the page, and the server's answers: each requested once. */

import { emit } from "../shared/events.js";
import { get, post } from "./requests.js";
import { decode, elementOf } from "./tensors.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {import("./tensors.js").Tensor} Tensor
 * @typedef {{strokes: Point[][]}|{pixels: number[][]}} Digit
 * @typedef {{ink: number[][], digit: number, probabilities: number[]}} Answer
 * @typedef {object} Layer
 * @property {number} index
 * @property {"input"|"padding"|"scaling"|"convolution"|"pooling"|"dense"|"attention"|"joining"|"softmax"} kind
 * @property {number[]} shape
 * @property {number[]} sources  the places of the layers whose values it takes
 * @property {import("./arithmetic.js").Activation|null} activation
 * @property {Record<string, number[]>} parameters  the shapes of its arrays by name
 * @property {[number, number]} stride  of a convolution or pooling
 * @property {[number, number]} window  of a pooling
 * @property {boolean} is_global  of a pooling
 * @property {"max"|"mean"} mode  of a pooling
 * @property {[number, number, number, number]} [padding]  of a convolution
 * @property {[number, number, number, number]} amounts  of a padding
 * @property {number} temperature  of the softmax
 * @typedef {{resolve: (value: any) => void, reject: (error: unknown) => void}} Waiting
 */

/** Least time between two changes of the digit, in milliseconds. */
const INTERVAL = 150;
const ANSWER = "answer";

/** Numbers of a layer up to which they come all at once, rather than those of one unit. */
const AT_ONCE = 20_000;

/**
 * Emits at its root `activations:network` (detail {layers}) when there is another network, `activations:changed` when there is
 * another digit or network: what was asked for before is then worth nothing.
 */
export class PageState {
  /** @type {Layer[]} */
  layers = [];
  model = "";
  /** @type {Digit|null} */
  #digit = null;
  #root;
  #abort = new AbortController();
  /** @type {Map<number|string, Promise<any>>} */
  #found = new Map();
  /** @type {Map<string, Promise<any>>} */
  #parameters = new Map();
  /** @type {Map<number|string, Waiting>} */
  #waiting = new Map();
  /** @type {Promise<void>} */
  #flight = Promise.resolve();
  #renewing = false;
  #renewed = -Infinity;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @returns {Digit|null} */
  get digit() {
    return this.#digit;
  }

  /**
   * Look into another network.
   *
   * @param {string} name
   * @param {AbortSignal} signal
   */
  async open(name, signal) {
    const { layers } = await get(`/models/${encodeURIComponent(name)}/layers`, signal);
    signal.throwIfAborted();
    this.model = name;
    this.layers = layers;
    this.#parameters.clear();
    this.#forget();
    emit(this.#root, "activations:network", { layers });
    this.#tell();
  }

  /**
   * Look at another digit, soon: many that follow each other closely are one.
   *
   * @param {Digit} digit
   */
  async show(digit) {
    this.#digit = digit;
    if (this.#renewing) return;
    this.#renewing = true;
    await this.#flight;
    await new Promise((resolve) => setTimeout(resolve, this.#renewed + INTERVAL - performance.now()));
    this.#renewing = false;
    this.renew();
  }

  /** Ask for everything again. */
  renew() {
    this.#renewed = performance.now();
    this.#forget();
    this.#tell();
  }

  /** @returns {Promise<Answer>} what the network reads */
  answer() {
    return this.#once(ANSWER);
  }

  /**
   * @param {number} index of a layer
   * @returns {Promise<Tensor>} what it makes of the digit
   */
  values(index) {
    return this.#once(index);
  }

  /**
   * @param {Layer} layer
   * @returns {Promise<Record<string, Tensor>>} all its numbers
   */
  allParameters({ index }) {
    return this.#arrays(`/models/${encodeURIComponent(this.model)}/layers/${index}`);
  }

  /**
   * @param {Layer} layer
   * @param {number} unit one of its maps or units
   * @returns {Promise<Record<string, Tensor>>} the numbers that make it, such as (1, ...) kernels and (1) biases
   */
  async parameters(layer, unit) {
    const shapes = Object.values(layer.parameters);
    if (shapes.length === 0) return {};
    const isSmall = shapes.every((shape) => shape.reduce((product, part) => product * part, 1) <= AT_ONCE);
    if (!isSmall) return this.#arrays(`/models/${encodeURIComponent(this.model)}/layers/${layer.index}?unit=${unit}`);
    const all = await this.allParameters(layer);
    const ofEach = shapes.some(([count]) => count > 1);
    return ofEach ? Object.fromEntries(Object.entries(all).map(([name, tensor]) => [name, elementOf(tensor, unit)])) : all;
  }

  /** @param {string} path */
  #arrays(path) {
    return remembered(this.#parameters, path, async () => {
      const { layer, ...arrays } = await get(path);
      return Object.fromEntries(Object.entries(arrays).map(([name, encoded]) => [name, decode(encoded)]));
    });
  }

  /**
   * @param {"occlusion"|"neighbours"|"strokes"} what
   * @param {AbortSignal} signal
   * @returns {Promise<any>} what a question about the digit as a whole is answered with
   */
  question(what, signal) {
    return post(`/inside/${what}?${new URLSearchParams({ model: this.model })}`, /** @type {Digit} */ (this.#digit), signal);
  }

  #tell() {
    if (this.#digit !== null && this.layers.length > 0) emit(this.#root, "activations:changed");
  }

  #forget() {
    this.#abort.abort();
    this.#abort = new AbortController();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#found.clear();
    for (const { reject } of waiting) reject(this.#abortError());
  }

  #abortError() {
    return new DOMException("another digit or network was chosen", "AbortError");
  }

  /**
   * @param {number|string} what
   * @returns {Promise<any>} with all that is asked for at the same time, by one request
   */
  #once(what) {
    return remembered(this.#found, what, () => {
      if (this.#waiting.size === 0) queueMicrotask(() => this.#send());
      return new Promise((resolve, reject) => this.#waiting.set(what, { resolve, reject }));
    });
  }

  #send() {
    if (this.#waiting.size === 0) return;
    const waiting = new Map(this.#waiting);
    this.#waiting.clear();
    this.#flight = this.#fetch(waiting).catch((error) => {
      for (const [what, { reject }] of waiting) {
        this.#found.delete(what);
        reject(error);
      }
    });
  }

  /** @param {Map<number|string, Waiting>} waiting */
  async #fetch(waiting) {
    const layers = [...waiting.keys()].filter((what) => what !== ANSWER);
    const query = new URLSearchParams({ model: this.model, layers: layers.join(",") });
    const { activations, ...answer } = await post(`/inside?${query}`, /** @type {Digit} */ (this.#digit), this.#abort.signal);
    for (const [what, { resolve }] of waiting) resolve(what === ANSWER ? answer : decode(activations[what]));
  }
}

/**
 * @template Key, Value
 * @param {Map<Key, Promise<Value>>} found
 * @param {Key} key
 * @param {() => Promise<Value>} ask
 * @returns {Promise<Value>} of the first asking, unless it failed
 */
function remembered(found, key, ask) {
  const known = found.get(key);
  if (known !== undefined) return known;
  const asked = ask();
  found.set(key, asked);
  asked.catch(() => {
    if (found.get(key) === asked) found.delete(key);
  });
  return asked;
}
