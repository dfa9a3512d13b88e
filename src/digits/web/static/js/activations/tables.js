/** Tables of numbers: a small matrix, and the terms of a sum. */

import { number, t } from "../shared/translations.js";
import { make } from "./dom.js";
import { range } from "./tensors.js";
import { figure } from "./layer-text.js";

/** Share of the full colour behind the largest number of a table, in percent; the number stays readable on it. */
const DEEPEST = 45;
const DECIMALS = 3;
/** Decimals of a value that is no sum of many terms. */
export const FINER = 5;

/**
 * @typedef {object} Term
 * @property {string} label
 * @property {string} [detail]
 * @property {number} value
 * @property {number} [decimals]  to show it with where it is no sum of many terms
 * @property {string} [text]  in place of the value
 * @property {boolean} [isChosen]
 * @property {() => void} [choose]
 */

/**
 * @param {string} caption
 * @param {number[]} values row by row
 * @param {number} width
 * @param {object} [options]
 * @param {number} [options.chosen] index of a value that stands out
 * @param {number} [options.decimals] of each, where they are to add up; zero has none
 * @returns {HTMLElement}
 */
export function matrix(caption, values, width, { chosen = -1, decimals } = {}) {
  const { largest } = range(values);
  const cells = values.map((value, index) => {
    const cell = make("td", { class: index === chosen ? "is-chosen" : false }, figure(value, value === 0 ? 0 : decimals));
    cell.style.backgroundColor = shade(value, largest);
    return cell;
  });
  const rows = Array.from({ length: values.length / width }, (_, row) =>
    make("tr", {}, ...cells.slice(row * width, (row + 1) * width)),
  );
  return make("table", { class: "matrix", dir: "ltr" }, make("caption", {}, caption), make("tbody", {}, ...rows));
}

/**
 * @param {number} value
 * @param {number} largest
 * @returns {string} a colour
 */
function shade(value, largest) {
  const share = largest > 0 ? Math.round((DEEPEST * Math.abs(value)) / largest) : 0;
  return `color-mix(in srgb, var(${value < 0 ? "--unsure" : "--accent"}) ${share}%, transparent)`;
}

/**
 * @param {string} sign between two tables, such as ×
 * @returns {HTMLElement}
 */
export const operator = (sign) => make("span", { class: "operator", "aria-hidden": "true" }, sign);

/**
 * The terms of a sum under each other, each with a bar, and lines under them such as the sum.
 *
 * @param {Term[]} terms
 * @param {Term[]} lines
 * @returns {HTMLElement}
 */
export function sumTable(terms, lines) {
  const { largest } = range([...terms, ...lines].map(({ value }) => value));
  /** @param {Term} term */
  const cells = ({ detail = "", value }) => [
    make("td", { class: "ledger-detail" }, make("span", { dir: "ltr" }, detail)),
    make("td", { class: "ledger-track", "aria-hidden": "true" }, bar(value, largest)),
    valueCell(value, DECIMALS),
  ];
  return table(terms, lines, cells, terms.some(({ detail }) => detail) ? "ledger has-details" : "ledger");
}

/**
 * What a value was computed from, line by line, where it is no sum of many terms.
 *
 * @param {Term[]} terms
 * @param {Term[]} lines
 * @returns {HTMLElement}
 */
export const steps = (terms, lines) =>
  table(terms, lines, ({ value, decimals = FINER, text }) => [valueCell(value, Number.isInteger(value) ? 0 : decimals, text)], "ledger");

/**
 * @param {Term[]} terms
 * @param {Term[]} lines
 * @param {(term: Term) => HTMLElement[]} cells
 * @param {string} kind
 */
function table(terms, lines, cells, kind) {
  /** @param {string} place @returns {(term: Term) => HTMLElement} */
  const row = (place) => (term) => make("tr", { class: place }, make("th", { scope: "row" }, nameOf(term)), ...cells(term));
  const rows = [...terms.map(row("")), ...lines.map(row("is-sum"))];
  return make("table", { class: kind }, make("caption", {}, t("computation")), make("tbody", {}, ...rows));
}

/** @param {Term} term */
const nameOf = ({ label, isChosen = false, choose }) => (choose === undefined ? label : button(label, isChosen, choose));

/**
 * @param {number} value
 * @param {number} decimals
 * @param {string} [text]
 */
const valueCell = (value, decimals, text = figure(value, decimals)) => make("td", { class: "ledger-value" }, make("span", { dir: "ltr" }, text));

/**
 * @param {number} value
 * @param {number} largest
 */
function bar(value, largest) {
  const element = make("span", { class: value < 0 ? "ledger-bar is-negative" : "ledger-bar" });
  element.style.inlineSize = `${largest > 0 ? (100 * Math.abs(value)) / largest : 0}%`;
  return element;
}

/**
 * @param {string} label
 * @param {boolean} isChosen
 * @param {() => void} choose
 */
function button(label, isChosen, choose) {
  const element = make("button", { class: "button is-quiet", type: "button", "aria-pressed": String(isChosen) }, label);
  element.addEventListener("click", choose);
  return element;
}

/**
 * The lines under the terms of a layer with weights: others, bias, sum, activation.
 *
 * @param {ReturnType<typeof import("./arithmetic.js").sumTerms>} account
 * @param {import("./page-state.js").Layer} layer
 * @param {number} value that the network has there
 * @returns {{others: Term[], lines: Term[]}}
 */
export function lastRows({ others, bias, sum }, { activation }, value) {
  const lines = [{ label: t("sum"), value: sum }];
  if (activation !== null) lines.push({ label: t(`activation.${activation.name}`), value });
  return {
    others: [...(others === null ? [] : [{ label: t("others", { count: number(others.count) }), value: others.value }]), { label: t("bias"), value: bias }],
    lines,
  };
}
