/** The table of results: sorted by its headings, filtered by kind. */

import { emit } from "../shared/events.js";
import { t } from "../shared/translations.js";
import { modelOf } from "./models.js";
import { sortModels, FIRST, fromHash, toggleSort, toHash } from "./sorting.js";

/** @param {HTMLElement} root */
export function mountTable(root) {
  const body = /** @type {HTMLTableSectionElement} */ (root.querySelector("tbody"));
  const headings = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-column]"));
  const kinds = /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll("[data-kinds] input"));
  const rows = new Map([...body.rows].map((row) => [modelOf(row).name, row]));
  const models = [...rows.values()].map(modelOf);
  let order = fromHash(location.hash) ?? FIRST;

  const show = () => {
    const shown = sortModels(models, order);
    body.replaceChildren(...shown.map(({ name }) => /** @type {HTMLTableRowElement} */ (rows.get(name))));
    for (const heading of headings) {
      const sorts = heading.dataset.column === order.column;
      heading.setAttribute("aria-sort", sorts ? (order.descending ? "descending" : "ascending") : "none");
    }
    for (const kind of kinds) kind.checked = kind.value === order.kind;
    return shown.length;
  };
  /** @param {import("./sorting.js").Order} next */
  const change = (next) => {
    order = next;
    const count = show();
    history.replaceState(null, "", toHash(order));
    const values = { column: t(`column.${order.column}`), count };
    emit(root, "digits:say", { text: t(order.descending ? "sorted.descending" : "sorted.ascending", values) });
  };

  for (const heading of headings) {
    const column = /** @type {import("./sorting.js").Column} */ (heading.dataset.column);
    heading.querySelector("button")?.addEventListener("click", () => change(toggleSort(order, column)));
  }
  for (const kind of kinds) kind.addEventListener("change", () => change({ ...order, kind: kind.value }));
  addEventListener("hashchange", () => {
    const said = fromHash(location.hash);
    if (said !== null) order = said;
    show();
  });
  show();
  if (fromHash(location.hash) !== null) root.scrollIntoView();
}
