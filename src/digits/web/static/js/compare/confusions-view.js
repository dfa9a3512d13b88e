/** The confusion matrix of a model; a cell opens its images. */

import { ApiError, request } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { number, plural, t } from "../shared/translations.js";
import { make } from "./chart.js";
import { addressOf, sectionLoader, onApproach } from "./section-loader.js";
import { listConfusions, moveCell, cellShade } from "./confusions.js";
import { misreadBy, picture } from "./thumbnails.js";

/**
 * @typedef {{model: string, validation: number[][]|null, test: number[][]|null}} Matrices
 * @typedef {import("./confusions.js").Pair} Pair
 */

const PAIRS = 6;

/** @param {HTMLElement} root */
export function mountConfusions(root) {
  const select = /** @type {HTMLSelectElement} */ (root.querySelector("[data-confused]"));
  const sets = /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll("[data-sets] input")]);
  const opened = openedImages(root);
  /** @type {Matrices|null} */
  let matrices = null;

  const show = () => {
    if (matrices === null) return;
    for (const set of sets) set.disabled = matrices[/** @type {"validation"|"test"} */ (set.value)] === null;
    if (sets.every(({ checked, disabled }) => !checked || disabled)) {
      for (const set of sets) set.checked = !set.disabled;
    }
    const chosen = /** @type {"validation"|"test"|undefined} */ (sets.find(({ checked }) => checked)?.value);
    const matrix = chosen && matrices[chosen];
    const { model } = matrices;
    const closed = matrices.validation === null ? "confusions.missing" : "confusions.closed";
    opened.clear(chosen === "validation" ? t("confusions.open") : t(closed, { model }));
    if (!matrix) {
      showMatrix(root, null);
      return;
    }
    const open = chosen === "validation" ? (/** @type {Pair} */ pair) => opened.open(model, pair) : null;
    showMatrix(root, matrix, open);
    showPairs(root, listConfusions(matrix).slice(0, PAIRS), open);
  };
  const load = sectionLoader(root, async () => {
    const { value } = select;
    const { body: found } = await request(`${addressOf(root)}/${encodeURIComponent(value)}`);
    if (value !== select.value) return;
    matrices = found;
    show();
  });
  select.addEventListener("change", load);
  for (const set of sets) set.addEventListener("change", show);
  onApproach(root, load);
}

/**
 * @param {HTMLElement} root
 * @param {number[][]|null} matrix
 * @param {((pair: Pair) => void)|null} [open] called for the cell that is pressed; null where cells open nothing
 */
function showMatrix(root, matrix, open = null) {
  const frame = /** @type {HTMLElement} */ (root.querySelector("[data-matrix]"));
  if (matrix === null) {
    frame.replaceChildren(make("p", {}, t("confusions.none")));
    return;
  }
  const pairs = listConfusions(matrix);
  const most = pairs[0]?.count ?? 0;
  const columns = matrix.map((_, read) => make("th", { scope: "col" }, String(read)));
  const rows = matrix.map((row, truth) => {
    const cells = row.map((count, read) => cell({ truth, read, count }, most, open));
    return make("tr", {}, make("th", { scope: "row" }, String(truth)), ...cells);
  });
  const table = make(
    "table",
    { class: "matrix", dir: "ltr" },
    make("caption", { class: "visually-hidden" }, t("confusions.caption")),
    make("thead", {}, make("tr", {}, make("td", { class: "corner" }), ...columns)),
    make("tbody", {}, ...rows),
  );
  frame.replaceChildren(
    make("p", { class: "matrix-axis is-read" }, t("confusions.read")),
    make("p", { class: "matrix-axis is-shown" }, t("confusions.shown")),
    table,
  );
  if (open !== null) walkable(table, pairs[0]);
}

/**
 * @param {Pair} pair
 * @param {number} most
 * @param {((pair: Pair) => void)|null} open
 */
function cell(pair, most, open) {
  const { truth, read, count } = pair;
  if (truth === read) return make("td", { class: "is-right" }, number(count));
  if (count === 0) return make("td", {}, "");
  const place = make("td", {});
  place.style.setProperty("--shade", `${cellShade(count, most)}%`);
  if (open === null) {
    place.append(String(count));
    return place;
  }
  const label = t("confusions.cell", { truth, read, images: plural(count, "images") });
  const attributes = { type: "button", "aria-label": label, "data-cell": `${truth}${read}`, tabindex: "-1" };
  const button = make("button", attributes, String(count));
  button.addEventListener("click", () => open(pair));
  place.append(button);
  return place;
}

/**
 * One stop of the tabulator for all cells; arrows go from one to the next that opens.
 *
 * @param {HTMLElement} table
 * @param {Pair|undefined} first the cell that has the stop to begin with
 */
function walkable(table, first) {
  const find = (/** @type {number} */ truth, /** @type {number} */ read) =>
    /** @type {HTMLButtonElement|null} */ (table.querySelector(`[data-cell="${truth}${read}"]`));
  if (first !== undefined) find(first.truth, first.read)?.setAttribute("tabindex", "0");
  table.addEventListener("keydown", (event) => {
    const from = /** @type {HTMLElement} */ (event.target).dataset.cell;
    if (from === undefined) return;
    let next = moveCell(Number(from[0]), Number(from[1]), event.key);
    if (next === null) return;
    event.preventDefault();
    while (find(...next) === null) {
      const further = moveCell(...next, event.key);
      if (further === null || further.join() === next.join()) return;
      next = further;
    }
    find(...next)?.focus();
  });
  table.addEventListener("focusin", ({ target }) => {
    for (const button of table.querySelectorAll("button")) button.tabIndex = button === target ? 0 : -1;
  });
}

/**
 * @param {HTMLElement} root
 * @param {Pair[]} pairs
 * @param {((pair: Pair) => void)|null} open
 */
function showPairs(root, pairs, open) {
  const list = /** @type {HTMLElement} */ (root.querySelector("[data-pairs]"));
  const said = ({ truth, read, count }) => t("confusions.pair", { truth, read, count });
  list.replaceChildren(
    ...pairs.map((pair) => {
      if (open === null) return make("li", { class: "pair" }, said(pair));
      const button = make("button", { type: "button", class: "button" }, said(pair));
      button.addEventListener("click", () => open(pair));
      return make("li", {}, button);
    }),
  );
}

/**
 * The images of the cell that was opened last.
 *
 * @param {HTMLElement} root
 */
function openedImages(root) {
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`));
  const [title, thumbs, text, again] = ["opened-title", "thumbs", "opened-text", "opened-again"].map(find);
  let newest = 0;
  let lost = false;
  let retry = () => {};
  again.addEventListener("click", () => retry());
  document.addEventListener("digits:back", () => {
    if (lost) retry();
  });

  const clear = (/** @type {string} */ words) => {
    newest += 1;
    lost = false;
    title.textContent = words;
    thumbs.replaceChildren();
    text.textContent = "";
    again.hidden = true;
  };
  /**
   * @param {string} model
   * @param {Pair} pair
   */
  const open = async (model, { truth, read, count }) => {
    const heading = t("confusions.opened", { truth, read, model, images: plural(count, "images") });
    clear(heading);
    const turn = newest;
    text.textContent = t("waiting");
    retry = () => open(model, { truth, read, count });
    try {
      const address = `${addressOf(root)}/${encodeURIComponent(model)}/${truth}/${read}`;
      const { images, models } = (await request(address)).body;
      if (turn !== newest) return;
      thumbs.replaceChildren(
        ...images.map((/** @type {import("./thumbnails.js").Misread} */ image) =>
          make("li", { title: misreadBy(image, models) }, picture(image, 56)),
        ),
      );
      text.textContent = t("confusions.order", { models });
      emit(root, "digits:say", { text: heading });
    } catch (error) {
      if (turn !== newest) return;
      if (!(error instanceof ApiError)) throw error;
      lost = error.retry;
      text.textContent = error.message;
      again.hidden = false;
      emit(root, "digits:trouble", { message: error.message, retry: lost });
      emit(root, "digits:say", { text: text.textContent });
    }
  };
  return { clear, open };
}
