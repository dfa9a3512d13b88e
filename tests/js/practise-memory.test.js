import assert from "node:assert/strict";
import { test } from "node:test";

import { takeOverNumber, passNumberOn } from "../../src/digits/web/static/js/practise/language-switch.js";
import { PAUSES, choose, emptyProgress, recordAnswer, rivalOf } from "../../src/digits/web/static/js/practise/leitner.js";
import { csvOf, daysOf, ofToday, rowsOf } from "../../src/digits/web/static/js/practise/summary.js";
import { ASIDE, KEY, ProgressStorage } from "../../src/digits/web/static/js/practise/progress-storage.js";
import { Exercises } from "../../src/digits/web/static/js/practise/exercises.js";

const DECK = { direction: "write", language: "en" };
const NINE = { place: 0, wanted: "4", read: "9" };

/** A source of chance that can be repeated. */
const chance = (state = 1) => () => (state = (state * 16807) % 2147483647) / 2147483647;

test("a known number moves up a box, a missed one goes back to the first, a helped one stays", () => {
  let progress = recordAnswer(emptyProgress(), DECK, 4, "known");
  assert.deepEqual(progress.cards["write:en:4"], { box: 2, due: 1 + PAUSES[1] });
  progress = recordAnswer(progress, DECK, 4, "helped");
  assert.equal(progress.cards["write:en:4"].box, 2);
  for (let times = 0; times < 9; times += 1) progress = recordAnswer(progress, DECK, 4, "known");
  assert.equal(progress.cards["write:en:4"].box, PAUSES.length);
  progress = recordAnswer(progress, DECK, 4, "missed", [NINE]);
  assert.deepEqual(progress.cards["write:en:4"], { box: 1, due: progress.turn + PAUSES[0] });
  assert.deepEqual(progress.confusions, { "4>9": 1 });
});

test("a confusion heals when its digit is known, and not otherwise", () => {
  let progress = recordAnswer(emptyProgress(), DECK, 4, "missed", [NINE]);
  assert.equal(rivalOf(progress.confusions, "4"), "9");
  progress = recordAnswer(progress, DECK, 7, "known");
  assert.deepEqual(progress.confusions, { "4>9": 1 });
  progress = recordAnswer(progress, DECK, 47, "known");
  assert.deepEqual(progress.confusions, {});
  assert.equal(rivalOf(progress.confusions, "4"), null);
});

test("a number that is not due does not come, and never the one before", () => {
  let progress = emptyProgress();
  for (const number of [0, 1, 2]) progress = recordAnswer(progress, DECK, number, "known");
  const random = chance();
  for (let times = 0; times < 200; times += 1) assert.equal(choose(progress, DECK, [0, 1, 2, 3], null, random), 3);
  for (let times = 0; times < 200; times += 1) assert.notEqual(choose(emptyProgress(), DECK, [0, 1], 1, random), 1);
  assert.equal(choose(progress, DECK, [0, 1, 2], null, random), 0, "none is due: the one that is due soonest");
  assert.equal(choose(emptyProgress(), DECK, [5], 5, random), 5);
});

test("a missed number comes back after its pause, and oftener than the others", () => {
  const numbers = Array.from({ length: 10 }, (_, number) => number);
  const random = chance(7);
  let progress = emptyProgress();
  let previous = null;
  const asked = new Map();
  for (let times = 0; times < 300; times += 1) {
    previous = choose(progress, DECK, numbers, previous, random);
    asked.set(previous, (asked.get(previous) ?? 0) + 1);
    progress = recordAnswer(progress, DECK, previous, previous === 4 ? "missed" : "known", previous === 4 ? [NINE] : []);
  }
  const others = numbers.filter((number) => number !== 4).map((number) => asked.get(number));
  assert.ok(asked.get(4) > 2 * Math.max(...others), JSON.stringify([...asked]));
  assert.ok(Math.min(...others) > 5);
});

test("numbers with a digit that is confused come sooner", () => {
  const count = (confusions) => {
    const random = chance(3);
    const progress = { ...emptyProgress(), confusions };
    return Array.from({ length: 500 }, () => choose(progress, DECK, [14, 25, 36], null, random)).filter((each) => each === 14).length;
  };
  assert.ok(count({ "4>9": 3 }) > 1.5 * count({}));
});

test("the same chance gives the same numbers", () => {
  const run = () => {
    const random = chance(11);
    return Array.from({ length: 20 }, () => choose(emptyProgress(), DECK, [0, 1, 2, 3], null, random));
  };
  assert.deepEqual(run(), run());
});

const SETTINGS = { direction: "write", language: "en", level: 9, sound: false, shapes: {} };

class Memory extends Map {
  getItem = (key) => this.get(key) ?? null;
  setItem = (key, value) => void this.set(key, value);
  removeItem = (key) => void this.delete(key);
}

const KNOWN = { languages: ["en", "fr"], own: "fr", shapes: { 1: { plain: [], flag: [] }, 7: { plain: [], barred: [] } } };
const store = (memory) => new ProgressStorage(() => memory, SETTINGS, KNOWN);
const ANSWER = { at: 1000, task: 1, direction: "write", language: "en", number: 4, kind: "nearly", read: "9", helped: false };

test("what is kept is found again", () => {
  const memory = new Memory();
  store(memory).keep({ answers: [ANSWER], progress: recordAnswer(emptyProgress(), DECK, 4, "missed", [NINE]) });
  const again = store(memory);
  assert.equal(again.trouble, null);
  assert.deepEqual(again.kept.answers, [ANSWER]);
  assert.equal(again.kept.progress.cards["write:en:4"].box, 1);
});

test("damaged storage is set aside, and practice starts again", () => {
  const sound = JSON.stringify({ version: 1, settings: SETTINGS, progress: emptyProgress(), answers: [ANSWER] });
  const bad = ["{", "null", "[]", "{}", sound.replace('"version":1', '"version":2'), sound.replace('"level":9', '"level":7'), sound.replace('"number":4', '"number":400'), sound.replace('"cards":{}', '"cards":{"a":{"box":9,"due":1}}'), sound.replace('"confusions":{}', '"confusions":{"49":1}'), sound.replace('"language":"en"', '"language":"xx"'), ...['{"7":"foo"}', '{"1":"constructor"}', '{"toString":"name"}', '{"7":7}'].map((shapes) => sound.replace('"shapes":{}', `"shapes":${shapes}`))];
  for (const text of bad) {
    const memory = new Memory([[KEY, text]]);
    const opened = store(memory);
    assert.equal(opened.trouble, "damaged", text);
    assert.deepEqual(opened.kept.answers, []);
    assert.equal(memory.get(ASIDE), text);
    assert.equal(store(memory).trouble, null);
  }
  assert.equal(store(new Memory([[KEY, sound]])).trouble, null);
});

test("without storage practice goes on, and it is said", () => {
  const refused = new ProgressStorage(() => { throw new Error("SecurityError"); }, SETTINGS, KNOWN);
  refused.keep({ answers: [ANSWER] });
  assert.deepEqual([refused.trouble, refused.kept.answers.length], ["unavailable", 1]);
  const memory = new Memory();
  memory.setItem = () => { throw new Error("QuotaExceededError"); };
  const full = store(memory);
  full.keep({ answers: [ANSWER] });
  assert.deepEqual([full.trouble, full.kept.answers.length], ["unavailable", 1]);
});

test("what is erased is gone, the settings stay", () => {
  const memory = new Memory([[ASIDE, "{"]]);
  const opened = store(memory);
  opened.keep({ answers: [ANSWER], settings: { ...SETTINGS, language: "fr" } });
  opened.erase();
  const again = store(memory);
  assert.deepEqual([again.kept.answers, again.kept.settings.language], [[], "fr"]);
  assert.ok(!memory.has(ASIDE));
});

test("what another tab deletes stays deleted, and what it keeps is added to", () => {
  const memory = new Memory();
  const [here, there] = [store(memory), store(memory)];
  here.keep({ answers: [ANSWER] });
  assert.equal(there.kept.answers.length, 1);
  there.keep({ answers: [...there.kept.answers, ANSWER], settings: { ...SETTINGS, language: "fr" } });
  assert.equal(here.kept.answers.length, 2);
  assert.equal(here.language, "en", "another tab's settings are not this one's");
  there.erase();
  here.keep({ answers: [...here.kept.answers, ANSWER] });
  assert.deepEqual([store(memory).kept.answers.length, store(memory).language], [1, "fr"]);
  memory.clear();
  assert.equal(here.kept.answers.length, 0);
});

test("without a choice the language is that of the page, also when that changes", () => {
  const memory = new Memory();
  const opened = (own) => new ProgressStorage(() => memory, { ...SETTINGS, language: "" }, { ...KNOWN, own });
  opened("fr").keep({ answers: [ANSWER] });
  assert.deepEqual([opened("fr").language, opened("en").language], ["fr", "en"]);
  opened("en").keep({ settings: { ...SETTINGS, language: "fr" } });
  assert.equal(opened("en").language, "fr");
});

test("the number that is asked is takeOverNumber to the page in another language, and nowhere else", () => {
  const memory = new Memory();
  const [english, french] = ["en", "fr"].map((language) => ({ language, direction: "write", level: 20 }));
  assert.equal(takeOverNumber(() => memory, french), null);
  passNumberOn(() => memory, { ...english, number: 0 });
  assert.equal(takeOverNumber(() => memory, french), 0);
  assert.equal(takeOverNumber(() => memory, english), null);
  assert.equal(takeOverNumber(() => memory, { ...french, direction: "read" }), null);
  passNumberOn(() => memory, { ...english, number: 90 });
  assert.equal(takeOverNumber(() => memory, french), null);
  const refused = () => { throw new Error("SecurityError"); };
  passNumberOn(refused, { ...english, number: 1 });
  assert.equal(takeOverNumber(refused, french), null);
});

test("a number may be asked for again, and only until it is right", () => {
  const tasks = new Exercises(store(new Memory()), "write", chance(), () => 5);
  assert.equal(tasks.unsolved, null);
  assert.equal(tasks.next(0), 0);
  assert.equal(tasks.unsolved, 0);
  tasks.answered({ kind: "right", read: "0", mistakes: [] });
  assert.equal(tasks.unsolved, null);
});

test("only the first try that says something moves a card", () => {
  const opened = store(new Memory());
  const tasks = new Exercises(opened, "write", chance(), () => 5);
  const number = tasks.next();
  const box = () => opened.kept.progress.cards[`write:en:${number}`]?.box;
  tasks.answered({ kind: "unsure", read: "", mistakes: [] });
  assert.equal(box(), undefined);
  tasks.answered({ kind: "nearly", read: "9", mistakes: [NINE] });
  assert.equal(box(), 1);
  tasks.answered({ kind: "right", read: String(number), mistakes: [] });
  assert.equal(box(), 1);
  assert.ok(tasks.done);
  tasks.answered({ kind: "right", read: String(number), mistakes: [] });
  assert.equal(opened.kept.answers.length, 3, "what is done is not counted again");
});

test("the summary counts tasks, first tries and what was taken for what", () => {
  const answers = [
    ANSWER,
    { ...ANSWER, kind: "unsure", read: "1" },
    { ...ANSWER, kind: "right", read: "4" },
    { ...ANSWER, task: 2, kind: "right", read: "4" },
    { ...ANSWER, task: 3, number: 7, kind: "mirrored", read: "7" },
    { ...ANSWER, task: 4, direction: "read", number: 7, kind: "right", read: "7", helped: true },
  ];
  const rows = rowsOf(answers);
  assert.deepEqual(rows.map(({ direction, number }) => [direction, number]), [["read", 7], ["write", 4], ["write", 7]]);
  assert.deepEqual(rows[1], { direction: "write", language: "en", number: 4, times: 2, atFirst: 1, mirrored: 0, takenFor: ["9"], known: true });
  assert.deepEqual([rows[2].mirrored, rows[2].known, rows[0].atFirst], [1, false, 0]);
  assert.equal(csvOf(rows).split("\r\n")[2], "write,en,4,2,1,0,9,true");
});

test("today is the day of this machine", () => {
  const now = new Date(2026, 10, 22, 0, 30).getTime();
  const answers = [{ ...ANSWER, at: now - 3_600_000 }, { ...ANSWER, at: now - 60_000 }];
  assert.deepEqual(ofToday(answers, now), [answers[1]]);
});

test("the days of a summary are in the language's words and the page's digits", () => {
  const at = (day) => new Date(2026, 10, day, 12).getTime();
  assert.equal(daysOf([{ ...ANSWER, at: at(22) }, { ...ANSWER, at: at(22) }], "en"), "November 22, 2026");
  assert.match(daysOf([{ ...ANSWER, at: at(20) }, { ...ANSWER, at: at(22) }], "fr"), /^20\D22 novembre 2026$/);
  assert.match(daysOf([{ ...ANSWER, at: at(22) }], "ar"), /22/);
  assert.equal(daysOf([], "en"), "");
});

test("the same mistake twice in a row is noticed", () => {
  const tasks = new Exercises(store(new Memory()), "write", chance(), () => 5);
  tasks.next(15);
  const told = ["50", "50", "5", "50", "15"].map((read) => {
    tasks.answered({ kind: read === "15" ? "right" : "nearly", read, mistakes: [] });
    return tasks.repeated;
  });
  assert.deepEqual(told, [false, true, false, false, false]);
  tasks.next(50);
  assert.equal(tasks.repeated, false);
});
