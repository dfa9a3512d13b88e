/** The race: every network reads the drawing while it grows; lanes are ordered by time. */

import { request } from "../shared/api.js";
import { emit } from "../shared/events.js";
import { number, percent, t } from "../shared/translations.js";
import { LatestRequest } from "../shared/latest-request.js";
import { countVotes, RaceTimes } from "./votes.js";

/**
 * @typedef {import("../shared/events.js").Point} Point
 * @typedef {object} Reading
 * @property {string} model
 * @property {number|null} digit
 * @property {string} verdict
 * @property {number} probability  of the most probable digit
 * @property {number} most_like  the most probable digit, even of what is none
 * @property {number} milliseconds
 */

/** Least time between two races while the drawing grows, in milliseconds. */
const INTERVAL = 250;

/** Time without a new answer before the screen reader announces it, in milliseconds. */
const SETTLED = 900;

/** @param {HTMLElement} root */
export function mountRace(root) {
  const lanes = /** @type {HTMLElement} */ (root.querySelector("[data-lanes]"));
  const all = /** @type {NodeListOf<HTMLElement>} */ (lanes.querySelectorAll("[data-lane]"));
  const byName = new Map([...all].map((lane) => [lane.dataset.lane ?? "", lane]));
  const line = /** @type {HTMLElement} */ (root.querySelector("[data-tally-line]"));
  const others = /** @type {HTMLElement} */ (root.querySelector("[data-tally-others]"));
  const again = /** @type {HTMLButtonElement} */ (root.querySelector("[data-race-again]"));
  const nothing = [line.textContent ?? "", others.textContent ?? ""];
  const times = new RaceTimes();
  let raced = false;
  /** @type {Point[][]} */
  let strokes = [];
  let isPenDown = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let announcement;

  /**
   * @param {string} state
   * @param {string} headline
   * @param {string} detail
   */
  const say = (state, headline, detail) => {
    root.dataset.state = state;
    line.textContent = headline;
    others.textContent = detail;
    again.hidden = state !== "trouble";
    clearTimeout(announcement);
    announcement = setTimeout(() => emit(root, "digits:say", { text: `${headline} ${detail}` }), SETTLED);
  };
  const rest = () => {
    live.cancel();
    say("empty", nothing[0], nothing[1]);
    for (const lane of byName.values()) clearLane(lane);
    showBusy();
  };
  /** @param {{readings: Reading[]}} answer */
  const show = ({ readings }) => {
    raced = true;
    const found = countVotes(readings);
    if (found === null) {
      rest();
      return;
    }
    for (const { model, milliseconds } of readings) times.add(model, milliseconds);
    const ordered = [...readings].sort((one, other) => times.median(one.model) - times.median(other.model));
    const slowest = times.median(ordered[ordered.length - 1].model);
    for (const reading of ordered) {
      const lane = byName.get(reading.model);
      if (lane) fillLane(lane, reading, times.median(reading.model), slowest, reading.digit !== found.leading.digit);
    }
    reorder(lanes, ordered.flatMap(({ model }) => byName.get(model) ?? []));
    const [first] = ordered;
    const ends = t("race.ends", { first: first.model, least: time(times.median(first.model)), most: time(slowest) });
    if (!isPenDown) say(found.others.length === 0 ? "agreed" : "split", headline(found), `${detail(found)} ${ends}`.trim());
    showBusy();
  };
  /** @type {LatestRequest<Point[][], {readings: Reading[]}>} */
  const live = new LatestRequest({
    send: async (value, signal) => {
      if (!raced && root.dataset.state !== "trouble") say("waiting", t("race.loading"), t("race.loading.how"));
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify({ strokes: value });
      return (await request("/api/v1/race", { method: "POST", headers, body, signal })).body;
    },
    onResult: show,
    onError: ({ message, retry }) => {
      say("trouble", t("race.trouble"), `${message} ${t(retry ? "race.kept" : "race.other")}`);
      emit(root, "digits:trouble", { message, retry: retry === true });
      showBusy();
    },
    interval: INTERVAL,
    patience: 20_000,
  });
  const showBusy = () => root.setAttribute("aria-busy", String(live.busy));
  const now = () => {
    isPenDown = false;
    if (strokes.length === 0) rest();
    else live.submitNow(strokes);
    showBusy();
  };

  root.addEventListener("digits:drawn", (event) => {
    ({ strokes, isPenDown = false } = /** @type {CustomEvent} */ (event).detail);
    const { state = "" } = root.dataset;
    if (strokes.length === 0) rest();
    else live.submit(strokes, !isPenDown);
    if (raced && strokes.length > 0 && (state === "empty" || (isPenDown && !["waiting", "trouble"].includes(state)))) {
      say("waiting", t("race.reading"), "");
    }
    showBusy();
  });
  root.addEventListener("digits:read", now);
  again.addEventListener("click", now);
  document.addEventListener("digits:back", () => live.wake());
}

/**
 * @param {HTMLElement} lane
 * @param {Reading} reading
 * @param {number} milliseconds
 * @param {number} slowest
 * @param {boolean} odd whether it says something else than most
 */
function fillLane(lane, reading, milliseconds, slowest, odd) {
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (lane.querySelector(`[data-lane-${name}]`));
  const shown = reading.verdict === "unsure" ? t("race.unsure") : percent(reading.probability);
  lane.classList.toggle("is-odd", odd);
  find("digit").textContent = reading.digit === null ? "?" : String(reading.digit);
  find("chance").textContent = reading.digit === null ? t("race.like", { digit: reading.most_like }) : shown;
  find("time").textContent = time(milliseconds);
  lane.querySelector("rect")?.setAttribute("width", `${((100 * milliseconds) / slowest).toFixed(1)}%`);
}

/** @param {number} milliseconds */
const time = (milliseconds) => t("milliseconds", { value: number(milliseconds, 2) });

/** @param {HTMLElement} lane */
function clearLane(lane) {
  lane.classList.remove("is-odd");
  for (const name of ["digit", "chance", "time"]) {
    /** @type {HTMLElement} */ (lane.querySelector(`[data-lane-${name}]`)).textContent = "–";
  }
  lane.querySelector("rect")?.setAttribute("width", "0");
}

/**
 * @param {HTMLElement} lanes
 * @param {HTMLElement[]} ordered
 */
function reorder(lanes, ordered) {
  if (ordered.some((lane, index) => lanes.children[index] !== lane)) lanes.append(...ordered);
}

/** @param {import("./votes.js").Tally} found */
function headline({ total, leading, others }) {
  const share = others.length === 0 ? "race.all" : "race.most";
  const values = { count: leading.models.length, total };
  return leading.digit === null ? t(`${share}_reject`, values) : t(share, { ...values, digit: leading.digit });
}

/** @param {import("./votes.js").Tally} found */
function detail({ others }) {
  const said = (/** @type {import("./votes.js").Answer} */ { digit, models }) =>
    t("race.other_answer", { digit: digit ?? t("race.no_digit"), models: models.join(", ") });
  return others.map(said).join(" ");
}
