/** The interactive perceptron: each input, its arithmetic, the moving line. */

import { plural, t } from "../shared/translations.js";
import { mountNumberControl } from "./number-control.js";
import { factor, find, findAll, drawToSize, fixed, plain, radios, svg } from "./dom.js";
import { drawErrorHistory } from "./error-history.js";
import { GATES, INPUTS, Learner, gateName, isSeparable, step, weightedSum } from "./perceptron.js";
import { across, border, down, frame, point, side } from "./plane-view.js";
import { mountPlayButton } from "./play-button.js";

/**
 * @typedef {import("./perceptron.js").Weights} Weights
 * @typedef {import("./perceptron.js").Look} Look
 */

const PAUSE = 700;
/** Playing stops by itself whenever so many more epochs are over. */
const MOST_EPOCHS = 200;

/** @param {HTMLElement} root */
export function mountPerceptron(root) {
  const picture = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (find(root, "[data-plane]")));
  const controls = ["bias", "w1", "w2", "learning-rate"].map((name) => mountNumberControl(root, name, () => restart()));
  const gates = radios(root, "gate", (name) => choose(GATES[name]));
  const buttons = { update: find(root, "[data-update]"), look: find(root, "[data-look]") };
  const [history, bars] = [find(root, "[data-epochs]"), find(root, "[data-history]")];
  let targets = GATES.AND;
  let learner = new Learner(targets, [0.8, -1, -1], 0.2);

  const show = () => {
    drawPlane(picture, learner, flip);
    find(root, "[data-said]").textContent = verdict(learner);
    find(root, "[data-epoch]").textContent = t("epoch_number", { epoch: fixed(learner.last?.epoch ?? 1) });
    showLooks(findAll(root, "[data-looks] tr"), learner);
    showArithmetic(find(root, "[data-arithmetic]"), learner);
    history.hidden = learner.errors.length === 0;
    drawErrorHistory(bars, learner.errors);
    find(root, "[data-history-text]").textContent = learner.errors.slice(-24).map(plain).join(" ");
    showWhy(root, learner);
    for (const button of Object.values(buttons)) /** @type {HTMLButtonElement} */ (button).disabled = learner.learned;
    /** @type {HTMLButtonElement} */ (find(root, "[data-play]")).disabled = learner.learned;
  };
  const restart = () => {
    player.stop();
    const [bias, w1, w2, rate] = controls.map((control) => control.value());
    learner = new Learner(targets, [bias, w1, w2], rate);
    find(root, "[data-gate]").textContent = t("gate.now", { name: gateName(targets) });
    show();
  };
  /** @param {number[]} given */
  const choose = (given) => {
    targets = given;
    restart();
  };
  /** @param {number} place of the point whose right answer is to be the other one */
  const flip = (place) => {
    choose(targets.map((target, index) => (index === place ? 1 - target : target)));
    const name = gateName(targets);
    gates.set(name in GATES ? name : null);
    findAll(picture, "[role=switch]")[place].focus();
  };
  const player = mountPlayButton(find(root, "[data-play]"), PAUSE, () => {
    const [wasKnown, turns] = [learner.cycle !== null, Math.floor(learner.errors.length / MOST_EPOCHS)];
    learner.update();
    show();
    return !learner.learned && (wasKnown || learner.cycle === null) && Math.floor(learner.errors.length / MOST_EPOCHS) === turns;
  });

  for (const name of /** @type {("update"|"look")[]} */ (["update", "look"])) {
    buttons[name].addEventListener("click", () => {
      player.stop();
      learner[name]();
      show();
    });
  }
  find(root, "[data-reset]").addEventListener("click", restart);
  drawToSize(bars, () => drawErrorHistory(bars, learner.errors));
  restart();
}

/**
 * @param {SVGSVGElement} picture
 * @param {Learner} learner
 * @param {(place: number) => void} flip
 */
function drawPlane(picture, learner, flip) {
  const { last, weights, targets } = learner;
  const moved = last !== undefined && last.error !== 0;
  const answers = INPUTS.map((input) => step(weights, input));
  const focused = document.activeElement?.getAttribute("data-place");
  picture.replaceChildren(
    ...frame(picture),
    side(weights),
    ...(moved ? border(last.before, "plane-line is-before") : []),
    ...border(weights, "plane-line"),
    ...(learner.cycle ? diagonals(targets) : []),
    ...(last ? [here(last)] : []),
    ...INPUTS.map((input, place) => {
      const drawn = point(input, targets[place], answers[place] !== targets[place]);
      return switchable(drawn, place, targets[place], flip);
    }),
  );
  if (focused) findAll(picture, "[role=switch]")[Number(focused)].focus();
}

/** @param {Look} look */
function here({ place }) {
  const [x1, x2] = INPUTS[place];
  return svg("rect", { class: "plane-here", x: across(x1) - 22, y: down(x2) - 22, width: 44, height: 44, rx: 6 });
}

/**
 * @param {number[]} targets of a gate that no line can do
 * @returns {SVGElement[]} the inputs with equal targets joined: the two lines cross
 */
function diagonals(targets) {
  return [0, 1].map((target) => {
    const [first, second] = INPUTS.filter((_, place) => targets[place] === target);
    const ends = { x1: across(first[0]), y1: down(first[1]), x2: across(second[0]), y2: down(second[1]) };
    return svg("line", { class: "plane-diagonal", ...ends });
  });
}

/**
 * @param {SVGElement} drawn
 * @param {number} place
 * @param {number} target
 * @param {(place: number) => void} flip
 */
function switchable(drawn, place, target, flip) {
  const [x1, x2] = INPUTS[place];
  drawn.prepend(svg("circle", { class: "plane-touch", cx: across(x1), cy: down(x2), r: 26 }));
  const label = t("point", { x1, x2 });
  const attributes = { role: "switch", tabindex: 0, "aria-checked": String(target === 1), "aria-label": label };
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, String(value));
  drawn.setAttribute("data-place", String(place));
  drawn.addEventListener("click", () => flip(place));
  drawn.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    flip(place);
  });
  return drawn;
}

/** @param {Learner} learner */
function verdict(learner) {
  const { last, cycle } = learner;
  if (last === undefined) return t("status.start");
  const epochs = fixed(learner.errors.length);
  if (learner.learned) {
    const updates = learner.looks.filter((look) => look.error !== 0).length;
    return `${t("status.learned", { epoch: epochs })} ${plural(updates, "status.updates")}`;
  }
  const [x1, x2] = INPUTS[last.place];
  const name = last.error === 0 ? "status.right" : "status.wrong";
  const said = t(name, { input: `(${x1}, ${x2})`, output: last.output, target: last.target });
  if (cycle === null) return said;
  return `${said} ${t("status.cycle", { first: fixed(cycle[0]), second: fixed(cycle[1]) })}`;
}

/**
 * @param {HTMLElement[]} rows
 * @param {Learner} learner
 */
function showLooks(rows, { epoch, last }) {
  rows.forEach((row, place) => {
    const look = epoch[place];
    const values = look ? [look.sum, look.output, look.target, look.error].map((value) => plain(value)) : [];
    findAll(row, "td").forEach((cell, index) => (cell.textContent = values[index] ?? "–"));
    row.classList.toggle("is-here", look !== undefined && look === last);
    row.classList.toggle("is-wrong", look !== undefined && look.error !== 0);
  });
}

/** What the three weights are called in a line of arithmetic. */
const names = () => [t("bias.in_line"), "w₁", "w₂"];

/**
 * @param {HTMLElement} list
 * @param {Learner} learner
 */
function showArithmetic(list, { last, weights, rate }) {
  const lines = last ? arithmetic(last, rate) : names().map((name, index) => `${name} = ${plain(weights[index])}`);
  list.replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }),
  );
}

/**
 * @param {Look} look
 * @param {number} rate
 * @returns {string[]} the sum, the error and each new weight, as one would write them on paper
 */
function arithmetic({ place, sum, output, target, error, before, after }, rate) {
  const input = INPUTS[place];
  const [bias, w1, w2] = before;
  const sign = sum > 0 ? "> 0" : "≤ 0";
  const all = `${plain(bias)} + ${factor(w1)} × ${input[0]} + ${factor(w2)} × ${input[1]} = ${plain(sum)}`;
  const changes = [1, ...input].map((x, index) => {
    const sums = `${plain(before[index])} + ${plain(rate)} × ${factor(error)} × ${x} = ${plain(after[index])}`;
    return `${names()[index]} ← ${sums}`;
  });
  return [`Σ = ${all} ${sign} → ${output}`, `${t("error.in_line")} = ${target} − ${output} = ${plain(error)}`, ...changes];
}

/**
 * @param {HTMLElement} root
 * @param {Learner} learner
 */
function showWhy(root, { targets, cycle, weights }) {
  find(root, "[data-why]").hidden = cycle === null || isSeparable(targets);
  const [none, second, first, both] = INPUTS.map((input) => weightedSum(weights, input));
  const [left, right] = [`${plain(none)} + ${factor(both)}`, `${plain(second)} + ${factor(first)}`];
  const total = plain(none + both);
  find(root, "[data-identity]").textContent = `Σ(0, 0) + Σ(1, 1) = ${left} = ${total} = ${right} = Σ(0, 1) + Σ(1, 0)`;
}
