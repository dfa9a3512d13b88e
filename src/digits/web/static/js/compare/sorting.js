/** Sorts the table, and stores the order in the address. Knows nothing of the page. */

import { share } from "./models.js";

/**
 * @typedef {import("./models.js").Model} Model
 * @typedef {"name"|"validation"|"test"|"published"|"parameters"|"macs"|"seconds"|"microseconds"} Column
 * @typedef {{column: Column, descending: boolean, kind: string}} Order  an empty kind is every kind
 */

export const COLUMNS = /** @type {Column[]} */ ([
  "name",
  "validation",
  "test",
  "published",
  "parameters",
  "macs",
  "seconds",
  "microseconds",
]);
export const KINDS = ["linear", "dense", "convolutional", "baseline"];

/** @type {Order} */
export const FIRST = { column: "test", descending: false, kind: "" };

/**
 * @param {Model} model
 * @param {Column} column
 * @returns {string|number|null}
 */
function value(model, column) {
  const found = model[column];
  return found !== null && typeof found === "object" ? share(found) : found;
}

/**
 * @param {Model[]} models
 * @param {Order} order
 * @returns {Model[]} those of the kind; what has no value stands last in either direction
 */
export function sortModels(models, { column, descending, kind }) {
  const sign = descending ? -1 : 1;
  return models
    .filter((model) => kind === "" || model.kind === kind)
    .sort((one, other) => {
      const [a, b] = [value(one, column), value(other, column)];
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * (a < b ? -1 : Number(a > b));
    });
}

/**
 * @param {Order} order
 * @param {Column} column whose heading was pressed
 * @returns {Order} by this column; the other way round where it was by this column before
 */
export function toggleSort(order, column) {
  return { ...order, column, descending: order.column === column && !order.descending };
}

/**
 * @param {string} hash of the address
 * @returns {Order|null} null where it says nothing of an order
 */
export function fromHash(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const column = COLUMNS.find((known) => known === said.get("sort"));
  if (column === undefined) return null;
  const kind = KINDS.find((known) => known === said.get("kind")) ?? "";
  return { column, descending: said.get("order") === "descending", kind };
}

/** @param {Order} order */
export function toHash({ column, descending, kind }) {
  const said = new URLSearchParams({ sort: column, order: descending ? "descending" : "ascending" });
  if (kind !== "") said.set("kind", kind);
  return `#${said}`;
}
