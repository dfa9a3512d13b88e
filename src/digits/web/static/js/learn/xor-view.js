/** The two-layer network for XOR: set by hand, or trained here by backpropagation. */

import { t } from "../shared/translations.js";
import { drawChart } from "./chart.js";
import { find, findAll, drawToSize, fixed, isStill, plain, radios } from "./dom.js";
import { BY_HAND, EPOCHS, SURE, Trainer, XOR, answer, hasLearned, loss, randomStart } from "./xor-network.js";
import { INPUTS } from "./perceptron.js";
import { answered, border, frame, point, side } from "./plane-view.js";
import { seeded } from "./random.js";

/** @typedef {import("./xor-network.js").Neurons} Neurons */

const STARTS = 100;
/** Steps of training that one picture shows. */
const STEPS = 4;

/** @param {HTMLElement} root */
export function mountXorNetwork(root) {
  const fields = /** @type {HTMLInputElement[]} */ (findAll(root, "[data-weight]"));
  const shown = radios(root, "shown", () => draw());
  const train = /** @type {HTMLButtonElement} */ (find(root, "[data-train]"));
  const picture = find(root, "[data-loss]");
  let neurons = BY_HAND;
  let smooth = false;
  let seed = 0;
  /** @type {number[]} */
  let losses = [];
  let frameAsked = 0;

  const draw = () => {
    drawNetwork(find(root, "[data-plane]"), neurons, smooth, shown.value());
    showTruth(findAll(root, "[data-truth] tr"), neurons, smooth);
    drawLosses();
  };
  const drawLosses = () => {
    const curve = losses.map((value, epoch) => /** @type {[number, number]} */ ([epoch, value]));
    drawChart(picture, [curve], { low: 0, high: EPOCHS }, { low: 0, high: Math.max(1, ...losses) }, false);
  };
  const showWeights = () => {
    neurons.flat().forEach((weight, index) => (fields[index].value = String(Number(weight.toFixed(3)))));
  };
  /** @param {string} text */
  const say = (text) => (find(root, "[data-said]").textContent = text);
  /**
   * @param {Neurons} given
   * @param {boolean} isSmooth
   * @param {string} text
   */
  const take = (given, isSmooth, text) => {
    cancelAnimationFrame(frameAsked);
    [neurons, smooth, losses] = [given, isSmooth, isSmooth ? [loss(given)] : []];
    train.disabled = !isSmooth;
    showWeights();
    draw();
    say(text);
  };
  /** @param {Trainer} trainer */
  const goOn = (trainer) => {
    if (isStill()) trainer.finish();
    for (let count = 0; count < STEPS && trainer.epochs < EPOCHS; count += 1) trainer.step();
    [neurons, losses] = [trainer.neurons, trainer.losses];
    showWeights();
    draw();
    if (trainer.epochs < EPOCHS) frameAsked = requestAnimationFrame(() => goOn(trainer));
    else say(outcome(neurons));
  };

  find(root, "[data-by-hand]").addEventListener("click", () => take(BY_HAND, false, t("status.by_hand")));
  find(root, "[data-random]").addEventListener("click", () => {
    seed += 1;
    take(randomStart(seeded(seed)), true, t("status.random", { seed: fixed(seed), loss: fixed(loss(randomStart(seeded(seed))), 3) }));
  });
  train.addEventListener("click", () => {
    cancelAnimationFrame(frameAsked);
    goOn(new Trainer(neurons));
  });
  fields.forEach((field) => {
    field.addEventListener("input", () => {
      const values = fields.map((one) => (one.value === "" || !one.checkValidity() ? NaN : Number(one.value)));
      field.setAttribute("aria-invalid", String(Number.isNaN(values[fields.indexOf(field)])));
      if (values.some(Number.isNaN)) return say(t("status.no_weight"));
      cancelAnimationFrame(frameAsked);
      neurons = /** @type {Neurons} */ ([values.slice(0, 3), values.slice(3, 6), values.slice(6)]);
      losses = smooth ? [loss(neurons)] : [];
      draw();
      say(t("status.own"));
    });
  });
  find(root, "[data-many]").addEventListener("click", () => showMany(find(root, "[data-many-said]")));
  take(BY_HAND, false, t("status.by_hand"));
  drawToSize(picture, drawLosses);
}

/** @param {Neurons} neurons trained */
function outcome(neurons) {
  const name = hasLearned(neurons) ? "status.xor_learned" : "status.xor_stuck";
  return t(name, { epochs: fixed(EPOCHS), loss: fixed(loss(neurons), 3), sure: plain(SURE) });
}

/**
 * @param {HTMLElement} said
 */
function showMany(said) {
  const learned = Array.from({ length: STARTS }, (_, index) => {
    const trainer = new Trainer(randomStart(seeded(index + 1)));
    trainer.finish();
    return hasLearned(trainer.neurons);
  });
  said.textContent = t("status.many", { learned: fixed(learned.filter(Boolean).length), starts: fixed(STARTS) });
}

/**
 * @param {Element} picture
 * @param {Neurons} neurons
 * @param {boolean} smooth
 * @param {string} shown "both", "first" or "second"
 */
function drawNetwork(picture, neurons, smooth, shown) {
  const [first, second] = neurons;
  const output = (place) => answer(neurons, place, smooth).output;
  const ground = { both: () => answered(output), first: () => side(first), second: () => side(second) }[shown];
  picture.replaceChildren(
    ...frame(/** @type {SVGSVGElement} */ (picture)),
    ground?.() ?? "",
    ...(shown === "second" ? [] : border(first, "plane-line")),
    ...(shown === "first" ? [] : border(second, "plane-line is-second")),
    ...INPUTS.map((input, place) => point(input, XOR[place], Number(output(input) > 0.5) !== XOR[place])),
  );
}

/**
 * @param {HTMLElement[]} rows
 * @param {Neurons} neurons
 * @param {boolean} smooth
 */
function showTruth(rows, neurons, smooth) {
  rows.forEach((row, place) => {
    const { hidden, output } = answer(neurons, INPUTS[place], smooth);
    const cells = findAll(row, "td");
    [...hidden, output].forEach((value, index) => {
      cells[index + 2].textContent = smooth ? fixed(value, 3) : plain(value);
    });
    row.classList.toggle("is-wrong", Number(output > 0.5) !== XOR[place]);
  });
}
