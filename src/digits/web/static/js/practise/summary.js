/** The summary of the stored answers, number by number. Knows nothing of the page. */

/**
 * @typedef {import("./progress-storage.js").Answer} Answer
 * @typedef {object} Row
 * @property {"write"|"read"} direction
 * @property {string} language
 * @property {number} number
 * @property {number} times  it was asked
 * @property {number} atFirst  times it was right at the first try and without help
 * @property {number} mirrored  tries in mirror writing
 * @property {string[]} takenFor  what other tries were read as, or what was chosen, each once
 * @property {boolean} known  whether it was right at first the last time
 */

/** Kinds of answers that are no try: nothing that was read in them says anything of the child. */
const SILENT = new Set(["unsure", "blank", "no_digit"]);

/** Members of a row in the order of the exported columns. */
const COLUMNS = ["direction", "language", "number", "times", "atFirst", "mirrored", "takenFor", "known"];

/**
 * @param {Answer[]} answers in the order of time
 * @returns {Row[]} one for each number, by language, direction and number
 */
export function rowsOf(answers) {
  const tries = answers.filter(({ kind }) => !SILENT.has(kind));
  const groups = grouped(tries, ({ direction, language, number }) => `${language}:${direction}:${1000 + number}`);
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => rowOf(group));
}

/**
 * @template Thing
 * @param {Thing[]} things
 * @param {(thing: Thing) => string|number} keyOf
 * @returns {Map<string|number, Thing[]>}
 */
function grouped(things, keyOf) {
  const groups = new Map();
  for (const thing of things) {
    const key = keyOf(thing);
    groups.set(key, [...(groups.get(key) ?? []), thing]);
  }
  return groups;
}

/**
 * @param {Answer[]} tries at one number
 * @returns {Row}
 */
function rowOf(tries) {
  const { direction, language, number } = tries[0];
  const firsts = [...grouped(tries, ({ task }) => task).values()].map(([first]) => first);
  const atOnce = (/** @type {Answer} */ { kind, helped }) => kind === "right" && !helped;
  const others = tries.map(({ read }) => read).filter((read) => read !== String(number) && read !== "");
  return {
    direction,
    language,
    number,
    times: firsts.length,
    atFirst: firsts.filter(atOnce).length,
    mirrored: tries.filter(({ kind }) => kind === "mirrored").length,
    takenFor: [...new Set(others)],
    known: atOnce(firsts[firsts.length - 1]),
  };
}

/**
 * @param {Answer[]} answers
 * @param {number} now milliseconds since 1970
 * @returns {Answer[]} those of the day, by the clock of this machine
 */
export function ofToday(answers, now) {
  const day = new Date(now).toDateString();
  return answers.filter(({ at }) => new Date(at).toDateString() === day);
}

/**
 * @param {Answer[]} answers in the order of time
 * @param {string} language
 * @returns {string} the days from the first to the last of them, with the digits 0 to 9; nothing where there is none
 */
export function daysOf(answers, language) {
  if (answers.length === 0) return "";
  const format = new Intl.DateTimeFormat(language, { dateStyle: "long", numberingSystem: "latn" });
  return format.formatRange(answers[0].at, answers[answers.length - 1].at);
}

/**
 * @param {Row[]} rows
 * @returns {string} comma-separated values (RFC 4180), with a mark of UTF-8 for spreadsheets
 */
export function csvOf(rows) {
  const lines = rows.map((row) => COLUMNS.map((name) => cell(/** @type {any} */ (row)[name])).join(","));
  return `\u{FEFF}${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

/** @param {string|number|boolean|string[]} value */
const cell = (value) => (Array.isArray(value) ? value.join(" ") : String(value));
