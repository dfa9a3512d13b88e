/** The teacher's summary: shown, printed, saved as a file, or deleted. */

import { languageOf, number, t } from "../shared/translations.js";
import { csvOf, daysOf, ofToday, rowsOf } from "./summary.js";

/**
 * @typedef {import("./progress-storage.js").ProgressStorage} ProgressStorage
 * @typedef {import("./summary.js").Row} Row
 */

/**
 * @param {HTMLElement} root
 * @param {ProgressStorage} store
 * @param {Record<string, string>} languages each one's own name
 */
export function mountSummary(root, store, languages) {
  const period = /** @type {HTMLSelectElement} */ (find(root, "[data-period]"));
  const question = /** @type {HTMLDialogElement} */ (find(root, "[data-erase-question]"));
  const answers = () => (period.value === "today" ? ofToday(store.kept.answers, Date.now()) : store.kept.answers);
  const rows = () => rowsOf(answers());
  const show = () => {
    const found = rows();
    find(root, "[data-summary-empty]").hidden = found.length > 0;
    find(root, "[data-summary-days]").textContent = daysOf(answers(), languageOf());
    find(root, "[data-summary-table]").hidden = found.length === 0;
    find(root, "[data-summary-rows]").replaceChildren(...found.map((row) => tableRow(row, languages)));
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[data-needs-rows]"))) {
      button.disabled = found.length === 0;
    }
  };
  root.addEventListener("toggle", show);
  period.addEventListener("change", show);
  document.addEventListener("practise:answered", show);
  find(root, "[data-print]").addEventListener("click", () => print());
  find(root, "[data-csv]").addEventListener("click", () => save("practise.csv", "text/csv", csvOf(rows())));
  find(root, "[data-json]").addEventListener("click", () =>
    save("practise.json", "application/json", JSON.stringify({ rows: rows(), ...store.kept }, null, 1)),
  );
  find(root, "[data-erase]").addEventListener("click", () => question.showModal());
  question.addEventListener("close", () => {
    if (question.returnValue === "erase") store.erase();
    question.returnValue = "";
    show();
  });
}

/**
 * @param {Row} row
 * @param {Record<string, string>} languages
 */
function tableRow({ direction, language, number: asked, times, atFirst, mirrored, takenFor, known }, languages) {
  const row = document.createElement("tr");
  const cells = [
    String(asked),
    t(`summary.${direction}`),
    languages[language],
    number(times),
    number(atFirst),
    mirrored > 0 ? number(mirrored) : "–",
    takenFor.join(t("comma")) || "–",
    t(known ? "summary.known" : "summary.learning"),
  ];
  row.append(
    ...cells.map((text, index) => {
      const cell = document.createElement(index === 0 ? "th" : "td");
      if (index === 0) cell.scope = "row";
      if (index === 2) cell.lang = language;
      cell.textContent = text;
      return cell;
    }),
  );
  return row;
}

/**
 * @param {string} name of the file
 * @param {string} type
 * @param {string} content
 */
function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

/**
 * @param {Element} root
 * @param {string} selector
 */
const find = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
