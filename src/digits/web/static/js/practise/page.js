/** Mounts every part of the page. */

import { emit } from "../shared/events.js";
import { mountDrawingArea } from "../shared/drawing-area.js";
import { languageOf, loadTexts, t } from "../shared/translations.js";
import { takeOverNumber, passNumberOn } from "./language-switch.js";
import { mountReading } from "./read-exercise.js";
import { mountSettings } from "./settings.js";
import { KEY, ProgressStorage } from "./progress-storage.js";
import { mountSummary } from "./summary-view.js";
import { SpeechSynthesizer } from "./speech-synthesis.js";
import { mountWriting } from "./write-exercise.js";

/**
 * @typedef {import("./progress-storage.js").Settings} Settings
 * @typedef {object} Practice  what both exercises need
 * @property {ProgressStorage} store
 * @property {import("./digit-figures.js").Models} models
 * @property {(language: string) => string[]} words
 * @property {(number: number) => string} wordOf  in the language that is practised
 * @property {(place: HTMLElement, number: number) => void} present  show a number's name, and say it where sound is on
 * @property {(number: number, chosen: () => void) => HTMLElement} choice  a number's name to be chosen or heard
 */

/**
 * @param {string} selector
 * @returns {HTMLElement}
 */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

/** Time in which browsers load their voices, in milliseconds. */
const VOICES_LOAD = 1500;

loadTexts();
const data = JSON.parse(/** @type {string} */ (find("#practise-data").textContent));
const languages = Object.fromEntries(
  [.../** @type {HTMLSelectElement} */ (find("#practice-language")).options].filter(({ value }) => value).map(({ value, text }) => [value, text]),
);
const announcer = find("[data-announcer]");
const store = new ProgressStorage(() => localStorage, firstSettings(), {
  languages: Object.keys(languages),
  own: languageOf(),
  shapes: data.digits.shapes,
});
const speaker = new SpeechSynthesizer(() => showVoices());
/** Languages of which it has been said that there is no voice for them: once is enough. */
const voiceless = new Set();
/** Whether the page was tapped or typed on; before that, nothing is said aloud. */
let touched = false;

/** @returns {Settings} */
function firstSettings() {
  return { direction: "write", language: "", level: 9, sound: false, shapes: {} };
}

const wordOf = (/** @type {number} */ number) => data.words[store.language][number];

/** @param {number} number */
const say = (number) => speaker.say(wordOf(number), store.language);

/** Say the number that is to be written. */
const hear = () => say(Number(find("[data-word]").dataset.number));

/** @param {HTMLElement} element that holds words of the language that is practised */
function mark(element) {
  const { language } = store;
  element.lang = language;
  element.dir = data.rightToLeft.includes(language) ? "rtl" : "ltr";
}

/**
 * @param {HTMLElement} place
 * @param {number} number
 */
function present(place, number) {
  mark(place);
  place.textContent = wordOf(number);
  place.dataset.number = String(number);
  find("[data-no-voice]").hidden = true;
  if (store.kept.settings.sound && touched) say(number);
}

/**
 * @param {number} number
 * @param {() => void} chosen
 */
function choice(number, chosen) {
  const template = /** @type {HTMLTemplateElement} */ (find("[data-choice-template]"));
  const item = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  const [button, hear] = /** @type {NodeListOf<HTMLButtonElement>} */ (item.querySelectorAll("button"));
  mark(button);
  button.textContent = wordOf(number);
  button.dataset.number = String(number);
  button.addEventListener("click", chosen);
  hear.setAttribute("aria-label", t("hear.choice", { word: wordOf(number) }));
  hear.hidden = !speaker.speaks(store.language);
  hear.addEventListener("click", () => say(number));
  return item;
}

/** Show the buttons that speak only where there is a voice. */
function showVoices() {
  const speaks = speaker.speaks(store.language);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-hear]"))) button.hidden = !speaks;
  if (speaks) find("[data-no-voice]").hidden = true;
}

/** Say once of a language that there is no voice for it, when there has been time to load those there are. */
function showNoVoice() {
  const { language } = store;
  const isNews = !speaker.speaks(language) && !voiceless.has(language);
  find("[data-no-voice]").hidden = !isNews;
  voiceless.add(language);
}

/** Say which language the names are in, where it is not the page's. */
function showLanguage() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-practised]"))) {
    mark(place);
    place.textContent = languages[store.language];
    place.hidden = store.language === languageOf();
  }
}

/** Say what became of the browser's storage. */
function showTrouble() {
  const notice = find("[data-storage]");
  notice.hidden = store.trouble === null;
  notice.textContent = store.trouble === null ? "" : t(`storage.${store.trouble}`);
}

const practice = { store, models: data.digits, words: (/** @type {string} */ language) => data.words[language], wordOf, present, choice };
const exercises = {
  write: mountWriting(find("[data-write]"), practice),
  read: mountReading(find("[data-read]"), practice),
};
const summary = find("[data-summary]");

/**
 * Show the exercise that is chosen.
 *
 * @param {number|null} wanted the number to ask for; null for a new one
 */
function begin(wanted) {
  const { direction } = store.kept.settings;
  find("[data-write]").hidden = direction !== "write";
  find("[data-read]").hidden = direction !== "read";
  showLanguage();
  exercises[direction].next(wanted);
  showVoices();
  showTrouble();
  setTimeout(showNoVoice, VOICES_LOAD);
}

mountDrawingArea(find("[data-drawing-area]"), { keeps: false });
mountSettings(/** @type {HTMLFormElement} */ (find("[data-settings]")), store.kept.settings);
mountSummary(summary, store, languages);
for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => (touched = true), { once: true });
document.addEventListener("practise:settings", (event) => {
  const before = store.kept.settings;
  const { settings } = /** @type {{settings: Settings}} */ (/** @type {CustomEvent} */ (event).detail);
  store.keep({ settings });
  if (before.direction !== settings.direction || before.level !== settings.level) begin(null);
  else if (before.language !== settings.language) begin(exercises[before.direction].unsolved());
  else if (settings.sound && !before.sound && settings.direction === "write") hear();
});
document.addEventListener("digits:say", (event) => {
  announcer.textContent = /** @type {CustomEvent} */ (event).detail.text;
});
find("[data-hear]").addEventListener("click", hear);
addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) emit(document, "practise:answered");
});
const here = () => ({ language: languageOf(), direction: store.kept.settings.direction, level: store.kept.settings.level });
addEventListener("pagehide", () => {
  const { language, direction } = here();
  passNumberOn(() => sessionStorage, { language, direction, number: exercises[direction].unsolved() });
});
begin(takeOverNumber(() => sessionStorage, here()));
