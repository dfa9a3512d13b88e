/** The form of the settings. Emits `practise:settings` on every change. */

import { emit } from "../shared/events.js";

/**
 * @typedef {import("./progress-storage.js").Settings} Settings
 * @typedef {import("./digit-figures.js").Models} Models
 */

/**
 * @param {HTMLFormElement} form
 * @param {Settings} settings to begin with
 */
export function mountSettings(form, settings) {
  show(form, settings);
  const more = /** @type {HTMLElement} */ (form.querySelector("[data-more]"));
  const fields = /** @type {HTMLElement} */ (form.querySelector("#more"));
  more.addEventListener("click", () => {
    fields.hidden = !fields.hidden;
    more.setAttribute("aria-expanded", String(!fields.hidden));
  });
  form.addEventListener("change", () => emit(form, "practise:settings", { settings: read(form) }));
  form.addEventListener("submit", (event) => event.preventDefault());
}

/**
 * @param {Settings} settings
 * @param {string} language that is practised
 * @param {Models} models
 * @returns {(digit: string) => string} the shape of a digit: the one chosen, else the usual one
 */
export const shapesOf = ({ shapes }, language, models) => (digit) => shapes[digit] || models.usual[language][digit] || "only";

/**
 * @param {HTMLFormElement} form
 * @returns {Settings}
 */
function read(form) {
  const data = new FormData(form);
  const shapes = [...data.entries()].filter(([name]) => name.startsWith("shape")).map(([name, value]) => [name.slice(5), String(value)]);
  return {
    direction: /** @type {"write"|"read"} */ (data.get("direction")),
    language: String(data.get("language")),
    level: Number(data.get("level")),
    sound: data.get("sound") !== null,
    shapes: Object.fromEntries(shapes),
  };
}

/**
 * @param {HTMLFormElement} form
 * @param {Settings} settings
 */
function show(form, { direction, language, level, sound, shapes }) {
  const values = { direction, language, level: String(level), ...Object.fromEntries(Object.entries(shapes).map(([digit, shape]) => [`shape${digit}`, shape])) };
  for (const [name, value] of Object.entries(values)) {
    const field = /** @type {any} */ (form.elements.namedItem(name));
    if (field !== null) field.value = value;
  }
  /** @type {HTMLInputElement} */ (form.elements.namedItem("sound")).checked = sound;
}
