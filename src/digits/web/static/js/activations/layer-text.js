/** Describes layers in words. Knows nothing of the page. */

import { number, percent, t } from "../shared/translations.js";
import { hasMaps } from "./tensors.js";

/** @typedef {import("./page-state.js").Layer} Layer */

/** Values from which on a number is shown with fewer decimals: that many, and the next one fewer. */
const STEPS = [100, 10, 1];

/** @param {string} text with a minus as programs write it */
const withMinus = (text) => text.replace("-", "\u2212");

/**
 * @param {number} value
 * @param {number} [decimals]
 * @returns {string} with the sign that people write, and no minus before a zero
 */
export function figure(value, decimals = shortest(value)) {
  const text = number(value, decimals);
  return withMinus(/[1-9]/.test(text) ? text : text.replace("-", ""));
}

/** @param {number} value */
function shortest(value) {
  if (Number.isInteger(value)) return 0;
  const place = STEPS.findIndex((step) => Math.abs(value) >= step);
  return place < 0 ? STEPS.length : place;
}

/**
 * @param {number} probability
 * @returns {string} such as "97.3 % sure"
 */
export function sure(probability) {
  const isMost = percent(probability) === percent(1);
  return isMost ? t("certainty.most", { percent: t("percent", { value: number(99.9, 1) }) }) : t("certainty", { percent: percent(probability) });
}

/** @param {Layer} layer */
export function title({ kind, mode, is_global: isGlobal, activation }) {
  const name = kind === "pooling" ? t(`kind.pooling.${isGlobal ? "global." : ""}${mode}`) : t(`kind.${kind}`);
  return activation === null ? name : t("kind.activated", { kind: name, activation: t(`activation.${activation.name}`) });
}

/**
 * @param {number[]} shape
 * @returns {string} such as "8 × 24 × 24" or "128"
 */
export const size = (shape) => shape.join("\u202f×\u202f");

/**
 * @param {Layer} layer
 * @returns {string} where its values come from, if not from the layer before; empty otherwise
 */
export function origin({ index, sources: [source] }) {
  return source === undefined || source === index - 1 ? "" : t("source", { layer: source });
}

/**
 * @param {Layer} layer
 * @param {Layer[]} layers of the network
 * @returns {string} what it has, such as "8 maps of 24 × 24, each made by a kernel of 5 × 5"
 */
export function formula(layer, layers) {
  const [count, height, width] = layer.shape;
  const before = layers[layer.sources[0]];
  const values = { count: number(count), size: hasMaps(layer) ? size([height, width]) : "" };
  switch (layer.kind) {
    case "convolution": {
      const [, channels, ...kernel] = layer.parameters.kernels;
      return t(channels === 1 ? "formula.convolution.one" : "formula.convolution", { ...values, channels, kernel: size(kernel) });
    }
    case "pooling":
      if (layer.is_global) return t(`formula.pooling.global.${layer.mode}`, { ...values, window: size(before.shape.slice(1)) });
      return t(`formula.pooling.${layer.mode}`, { ...values, window: size(layer.window) });
    case "dense": {
      const inputs = before.shape.reduce((product, part) => product * part, 1);
      return t("formula.dense", { ...values, inputs: number(inputs), weights: number(inputs * count) });
    }
    case "scaling":
      return t(`formula.scaling.${reach(layer)}`, { ...values, size: size(layer.shape) });
    case "attention":
      return t("formula.attention", { ...values, layer: layer.sources[1] });
    case "joining":
      return t("formula.joining", { ...values, layers: layer.sources.join(", ") });
    case "padding":
      return t("formula.padding", { ...values, rows: layer.amounts[0] });
    default:
      return t(`formula.${layer.kind}`, values);
  }
}

/** @param {Layer} layer what it is good for */
export function why(layer) {
  if (layer.kind === "scaling" && reach(layer) === "map") return t("why.scaling.map");
  return t(layer.kind === "pooling" && layer.mode === "mean" ? "why.pooling.mean" : `why.${layer.kind}`);
}

/**
 * @param {Layer} layer a scaling
 * @returns {"all"|"map"|"pixel"} what has a factor and an offset of its own
 */
function reach({ parameters }) {
  const [channels, ...rest] = parameters.factors;
  if (rest.some((side) => side > 1)) return "pixel";
  return channels > 1 ? "map" : "all";
}

/**
 * @param {import("./arithmetic.js").Activation} activation
 * @returns {string} as a formula of the sum z
 */
export function activationFormula({ name, inner, outer }) {
  const formulas = { relu: "max(0, z)", sigmoid: "1 / (1 + e⁻ᶻ)", tanh: "tanh(z)" };
  const formula = name === "tanh" && inner !== 1 ? `${figure(outer, 4)} · tanh(${figure(inner, 4)} · z)` : formulas[name];
  return `\u2066${formula}\u2069`;
}
