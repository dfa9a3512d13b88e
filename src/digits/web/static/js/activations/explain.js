/** How one value of a layer is computed, in tables. */

import { t } from "../shared/translations.js";
import { cutPatch, decimalsFor, asReciprocal, rounded, total, windowOf } from "./arithmetic.js";
import { explainConvolution, explainDense } from "./explain-weights.js";
import { FINER, matrix, steps } from "./tables.js";
import { hasMaps, mapOf } from "./tensors.js";

/**
 * @typedef {import("./tensors.js").Tensor} Tensor
 * @typedef {import("./page-state.js").Layer} Layer
 * @typedef {object} Spot
 * @property {Layer} layer
 * @property {Tensor[]} sources  what the layer was given
 * @property {Record<string, Tensor>} parameters  those of the map or unit
 * @property {number[]} place  [map, row, column] or [unit]
 * @property {number} value  that the network has there
 * @property {number|null} channel  of the source that was chosen to be shown
 * @property {(channel: number) => void} choose  another one
 * @typedef {object} Explanation
 * @property {Node[]} nodes
 * @property {{index: number, channel: number, window: import("./arithmetic.js").Window|null}|null} source  a map that it came from
 */

/** Values of a window up to which they are all shown. */
const MOST_SHOWN = 36;
/** Decimals of a mean; at least those of its values. */
const COARSER = 3;

/** @type {Record<string, (spot: Spot) => Explanation>} */
const EXPLAINED = {
  attention: explainAttention,
  convolution: explainConvolution,
  dense: explainDense,
  input: explainInput,
  joining: explainJoining,
  padding: explainPadding,
  pooling: explainPooling,
  scaling: explainScaling,
};

/**
 * @param {Spot} spot
 * @returns {Explanation}
 */
export const explain = (spot) => EXPLAINED[spot.layer.kind](spot);

/** @param {Spot} spot */
function explainInput({ value }) {
  return { nodes: [steps([], [{ label: t("input.value"), value }])], source: null };
}

/** @param {Spot} spot */
function explainPadding({ layer, place: [map, row, column], sources: [source], value }) {
  const window = { top: row - layer.amounts[0], left: column - layer.amounts[1], height: 1, width: 1 };
  const { height, width } = mapOf(source, map);
  const within = window.top >= 0 && window.left >= 0 && window.top < height && window.left < width;
  const label = within ? t("padding.within", { row: window.top, column: window.left }) : t("padding.beyond");
  return { nodes: [steps([], [{ label, value }])], source: { index: 0, channel: map, window: within ? window : null } };
}

/** @param {Spot} spot */
function explainScaling({ layer, place, sources: [source], parameters, value }) {
  const [channel, row = 0, column = 0] = place;
  const before = valueAt(source, channel, row, column);
  const [factor, offset] = [parameters.factors, parameters.offsets].map((tensor) => valueAt(tensor, 0, row, column));
  const parts = asReciprocal(factor);
  const decimals = decimalsFor([before, factor, offset], (x, a, b) => x * (parts === null ? a : factor) + b, FINER);
  const lines = [{ label: t("sum"), value: before * factor + offset }];
  if (layer.activation !== null) lines.push({ label: t(`activation.${layer.activation.name}`), value });
  const terms = [
    { label: t("scaling.before"), value: before, decimals },
    { label: t("scaling.factor"), value: factor, decimals, text: parts === null ? undefined : `1/${parts}` },
    { label: t("scaling.offset"), value: offset, decimals },
  ];
  const window = { top: row, left: column, height: 1, width: 1 };
  return { nodes: [steps(terms, lines)], source: hasMaps(source) ? { index: 0, channel, window } : null };
}

/**
 * @param {Tensor} tensor of which an axis of length 1 holds for all
 * @param {number} channel
 * @param {number} row
 * @param {number} column
 */
function valueAt({ shape: [channels, height = 1, width = 1], data }, channel, row, column) {
  const [c, y, x] = [Math.min(channel, channels - 1), Math.min(row, height - 1), Math.min(column, width - 1)];
  return data[(c * height + y) * width + x];
}

/** @param {Spot} spot */
function explainPooling({ layer, place: [map, row = 0, column = 0], sources: [source], value }) {
  const plane = mapOf(source, map);
  const window = windowOf(layer, row, column);
  const values = cutPatch(plane, window);
  const winner = layer.mode === "max" ? values.indexOf(Math.max(...values)) : -1;
  const count = values.length;
  const decimals = decimalsFor([total(values)], (sum) => sum / count, COARSER);
  const added = rounded(values, decimals).map((part) => part / 10 ** decimals);
  const sum = { label: t("pooling.sum", { count }), value: total(added), decimals };
  const isMax = layer.mode === "max";
  const table = isMax ? matrix(t("window"), values, window.width, { chosen: winner }) : matrix(t("window"), added, window.width, { decimals });
  const shown = count <= MOST_SHOWN ? [table] : [];
  const lines = isMax ? [{ label: t("pooling.max", { count }), value }] : [sum, { label: t("pooling.mean", { count }), value, decimals: COARSER }];
  const framed = layer.is_global && winner >= 0 ? pixelAt(winner, window.width) : window;
  return { nodes: [...shown, steps([], lines)], source: { index: 0, channel: map, window: framed } };
}

/**
 * @param {number} index
 * @param {number} width
 */
const pixelAt = (index, width) => ({ top: Math.floor(index / width), left: index % width, height: 1, width: 1 });

/** @param {Spot} spot */
function explainAttention({ layer, place: [map, row, column], sources: [maps, units], value }) {
  const [before, unit] = [valueAt(maps, map, row, column), units.data[map]];
  const decimals = decimalsFor([before, unit], (x, a) => x * a, FINER);
  const terms = [
    { label: t("attention.before"), value: before, decimals },
    { label: t("attention.unit", { unit: map, layer: layer.sources[1] }), value: unit, decimals },
  ];
  const window = { top: row, left: column, height: 1, width: 1 };
  return { nodes: [steps(terms, [{ label: t("product"), value }])], source: { index: 0, channel: map, window } };
}

/** @param {Spot} spot */
function explainJoining({ layer, place: [unit], sources, value }) {
  let [index, first] = [0, 0];
  while (unit >= first + sources[index].shape[0]) first += sources[index++].shape[0];
  const label = t("joining.unit", { unit: unit - first, layer: layer.sources[index] });
  return { nodes: [steps([], [{ label, value }])], source: null };
}
