/** Learning curves as numbers: values, best epoch, first choice. Knows nothing of the page. */

/**
 * @typedef {{loss: number[], val_loss: number[], error: number[], val_error: number[]}} Curve  by epoch
 * @typedef {import("./models.js").Model} Model
 */

/** The most curves that can be told apart. */
export const MOST = 6;

/**
 * @param {number[]} values
 * @returns {number} the epoch, from 1, with the least
 */
export const bestEpoch = (values) => 1 + values.indexOf(Math.min(...values));

/**
 * @param {Record<string, Curve>} curves by model
 * @param {Model[]} models
 * @returns {string[]} of each kind the network with the least error on held-out writers
 */
export function firstChoice(curves, models) {
  const kinds = new Map();
  for (const { name, kind } of models) {
    if (!(name in curves)) continue;
    const least = Math.min(...curves[name].val_error);
    if (!kinds.has(kind) || least < kinds.get(kind).least) kinds.set(kind, { name, least });
  }
  return [...kinds.values()].map(({ name }) => name);
}

/**
 * @param {Curve[]} curves
 * @param {"loss"|"error"} measure
 * @returns {number[]} all values above 0, of training and validation
 */
export function values(curves, measure) {
  return curves.flatMap((curve) => [...curve[measure], ...validationCurve(curve, measure)]).filter((value) => value > 0);
}

/**
 * @param {Curve} curve
 * @param {"loss"|"error"} measure
 */
export const validationCurve = (curve, measure) => (measure === "loss" ? curve.val_loss : curve.val_error);
