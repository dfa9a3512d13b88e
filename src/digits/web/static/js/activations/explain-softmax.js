/** From the logits to the probabilities, step by step. */

import { t } from "../shared/translations.js";
import { rounded, softmax } from "./arithmetic.js";
import { make } from "./dom.js";
import { figure } from "./layer-text.js";

const DECIMALS = 3;

/**
 * @param {ArrayLike<number>} logits
 * @param {number} temperature
 * @returns {HTMLElement} a table with a row for each digit, in a box that scrolls where the table is wider
 */
export function softmaxTable(logits, temperature) {
  const { rows, sum } = softmax(logits, temperature);
  const percents = rounded(rows.map(({ probability }) => 100 * probability), 1).map((tenths) => tenths / 10);
  const exponentials = rounded(rows.map(({ exponential }) => exponential), DECIMALS).map((part) => part / 10 ** DECIMALS);
  const first = percents.indexOf(Math.max(...percents));
  const heads = ["digit", "logit", "scaled", "exponential", "probability"];
  const values = { temperature: figure(temperature, 2) };
  const table = make(
    "table",
    { class: "softmax" },
    make("caption", {}, t("softmax.caption")),
    make("thead", {}, make("tr", {}, ...heads.map((name) => make("th", { scope: "col" }, t(`softmax.${name}`, values))))),
    make(
      "tbody",
      {},
      ...rows.map(({ logit, scaled }, digit) =>
        row(String(digit), [figure(logit, 2), figure(scaled, 2), figure(exponentials[digit], DECIMALS), percent(percents[digit])], digit === first ? "is-first" : ""),
      ),
      row(t("sum"), ["", "", figure(sum, DECIMALS), percent(100)], "is-sum"),
    ),
  );
  return make("div", { class: "softmax-frame", role: "region", "aria-label": t("softmax.caption"), tabindex: 0 }, table);
}

/** @param {number} value */
const percent = (value) => t("percent", { value: figure(value, 1) });

/**
 * @param {string} label
 * @param {string[]} cells
 * @param {string} kind
 */
function row(label, cells, kind) {
  const shown = cells.map((cell) => make("td", {}, make("span", { dir: "ltr" }, cell)));
  return make("tr", { class: kind }, make("th", { scope: "row" }, label), ...shown);
}
