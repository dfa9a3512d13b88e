/**
 * A neuron with a step, and Rosenblatt's rule by which it learns; number for number as digits.lab.perceptron has them.
 *
 * @typedef {[number, number]} Input
 * @typedef {[number, number, number]} Weights  bias, weight of x1, weight of x2
 * @typedef {object} Look  at one input
 * @property {number} epoch from 1
 * @property {number} place of the input among {@link INPUTS}
 * @property {number} sum
 * @property {number} output 0 or 1
 * @property {number} target 0 or 1
 * @property {number} error target - output
 * @property {Weights} before
 * @property {Weights} after
 */

/** @type {Input[]} */
export const INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]];

/** The answers to {@link INPUTS} of the gates that the page offers. @type {Record<string, number[]>} */
export const GATES = { AND: [0, 0, 0, 1], OR: [0, 1, 1, 1], NAND: [1, 1, 1, 0], XOR: [0, 1, 1, 0] };

/** The course's start. @type {Weights} */
export const START = [0.8, -1, -1];
export const RATE = 0.2;

/** 0.8 - 0.2 - 0.2 - 0.2 - 0.2 is not quite 0 in binary, and the step decides at 0: sums are rounded to so many. */
const DECIMALS = 9;

const NAMES = [
  "0", "AND", "x₁ AND NOT x₂", "x₁", "x₂ AND NOT x₁", "x₂", "XOR", "OR",
  "NOR", "XNOR", "NOT x₂", "x₁ OR NOT x₂", "NOT x₁", "x₂ OR NOT x₁", "NAND", "1",
];

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(DECIMALS)) + 0;

/**
 * @param {number[]} targets what a gate answers to {@link INPUTS}
 * @returns {string} the gate's name, such as "NAND"
 */
export const gateName = (targets) => NAMES[parseInt(targets.join(""), 2)];

/**
 * @param {number[]} targets
 * @returns {boolean} whether a line can part the inputs with target 1 from those with target 0
 */
export const isSeparable = (targets) => !["XOR", "XNOR"].includes(gateName(targets));

/**
 * @param {Weights} weights
 * @param {Input} input
 * @returns {number} bias + w1 x1 + w2 x2
 */
export const weightedSum = ([bias, w1, w2], [x1, x2]) => rounded(bias + w1 * x1 + w2 * x2);

/**
 * @param {Weights} weights
 * @param {Input} input
 * @returns {number} the neuron's answer: 1 where the sum is above 0, else 0
 */
export const step = (weights, input) => Number(weightedSum(weights, input) > 0);

/**
 * @param {Weights} weights
 * @param {Input} input
 * @param {number} target
 * @param {number} rate
 * @returns {Weights} each plus rate x (target - output) x its input; the bias's input is 1
 */
export function updateWeights(weights, input, target, rate) {
  const change = rate * (target - step(weights, input));
  const [bias, w1, w2] = weights;
  return [rounded(bias + change), rounded(w1 + change * input[0]), rounded(w2 + change * input[1])];
}

/** A perceptron at school: it looks at one input after the other, epoch after epoch, until one has no wrong answer. */
export class Learner {
  /** @type {Look[]} every look, in order */
  looks = [];
  /** @type {number[]} wrong answers in each epoch that has ended */
  errors = [];
  /** @type {[number, number]|null} the first two epochs that ended with equal weights: all repeats from the first on */
  cycle = null;
  /** @type {Map<string, number>} the first epoch that ended with these weights */
  #endedWith = new Map();

  /**
   * @param {number[]} targets what the gate answers to {@link INPUTS}
   * @param {Weights} start
   * @param {number} rate
   */
  constructor(targets, start, rate) {
    this.targets = targets;
    this.start = start;
    this.rate = rate;
    this.weights = start;
  }

  /** @returns {boolean} whether there was an epoch without a wrong answer */
  get learned() {
    return this.errors[this.errors.length - 1] === 0;
  }

  /** @returns {Look|undefined} the last look */
  get last() {
    return this.looks[this.looks.length - 1];
  }

  /** @returns {Look[]} the looks of the epoch of the last one */
  get epoch() {
    return this.looks.filter((look) => look.epoch === this.last?.epoch);
  }

  /** Look at the next input; nothing happens where all is learned. */
  look() {
    if (this.learned) return;
    const place = this.looks.length % INPUTS.length;
    const [before, input, target] = [this.weights, INPUTS[place], this.targets[place]];
    const output = step(before, input);
    this.weights = updateWeights(before, input, target, this.rate);
    const epoch = this.errors.length + 1;
    const sum = weightedSum(before, input);
    this.looks.push({ epoch, place, sum, output, target, error: target - output, before, after: this.weights });
    if (place === INPUTS.length - 1) this.#endEpoch();
  }

  /** Look on until an answer is wrong, or all is learned. */
  update() {
    do this.look();
    while (!this.learned && this.last?.error === 0);
  }

  #endEpoch() {
    this.errors.push(this.epoch.filter((look) => look.error !== 0).length);
    if (this.learned) return;
    const key = this.weights.join();
    const earlier = this.#endedWith.get(key);
    if (this.cycle === null && earlier !== undefined) this.cycle = [earlier, this.errors.length];
    this.#endedWith.set(key, this.errors.length);
  }
}
