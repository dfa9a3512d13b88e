/**
 * Two inputs, two hidden neurons, one output: the smallest network that does XOR, and backpropagation to train it.
 *
 * @typedef {import("./perceptron.js").Weights} Weights
 * @typedef {[Weights, Weights, Weights]} Neurons  the two hidden ones, and the output's: bias and the weights of both
 * @typedef {{hidden: [number, number], output: number}} Answer
 */

import { INPUTS } from "./perceptron.js";

/** XOR is one or the other, and not both: AND(NAND, OR). @type {Neurons} */
export const BY_HAND = [[1.5, -1, -1], [-0.5, 1, 1], [-1.5, 1, 1]];

/** What the output is to be for each of the inputs. */
export const XOR = [0, 1, 1, 0];
export const EPOCHS = 200;
export const RATE = 0.2;

/** A network has learned when it gives each right answer at least this probability. */
export const SURE = 0.9;
/** No logarithm of 0: what a probability is kept away from 0 and 1, as in Keras. */
const LEAST = 1e-7;
const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7];

/** @param {number} sum */
const stepOf = (sum) => Number(sum > 0);

/** @param {number} sum */
const sigmoidOf = (sum) => 1 / (1 + Math.exp(-sum));

/**
 * @param {Neurons} neurons
 * @param {[number, number]} input
 * @param {boolean} smooth whether each has a sigmoid; else a step
 * @returns {Answer}
 */
export function answer(neurons, [x1, x2], smooth) {
  const activation = smooth ? sigmoidOf : stepOf;
  const [first, second, last] = neurons;
  const h1 = activation(first[0] + first[1] * x1 + first[2] * x2);
  const h2 = activation(second[0] + second[1] * x1 + second[2] * x2);
  return { hidden: [h1, h2], output: activation(last[0] + last[1] * h1 + last[2] * h2) };
}

/**
 * @param {Neurons} neurons with sigmoids
 * @returns {number} mean cross-entropy of the four answers, natural units; a coin toss has ln 2
 */
export function loss(neurons) {
  const losses = INPUTS.map((input, place) => {
    const output = Math.min(1 - LEAST, Math.max(LEAST, answer(neurons, input, true).output));
    return -Math.log(XOR[place] ? output : 1 - output);
  });
  return losses.reduce((total, one) => total + one) / losses.length;
}

/**
 * Backpropagation: the chain rule from the loss backwards.
 *
 * @param {Neurons} neurons with sigmoids
 * @returns {Neurons} the derivative of {@link loss} with respect to each weight
 */
export function gradient(neurons) {
  /** @type {Neurons} */
  const total = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
  INPUTS.forEach((input, place) => {
    const { hidden, output } = answer(neurons, input, true);
    const atOutput = (output - XOR[place]) / INPUTS.length;
    add(total[2], atOutput, hidden);
    hidden.forEach((value, unit) => {
      add(total[unit], atOutput * neurons[2][unit + 1] * value * (1 - value), input);
    });
  });
  return total;
}

/**
 * @param {Weights} total
 * @param {number} change of the weighted sum
 * @param {[number, number]} input
 */
function add(total, change, input) {
  total[0] += change;
  total[1] += change * input[0];
  total[2] += change * input[1];
}

/**
 * @param {Neurons} neurons
 * @returns {boolean} whether each of the four right answers has a probability of at least 0.9
 */
export function hasLearned(neurons) {
  return INPUTS.every((input, place) => {
    const { output } = answer(neurons, input, true);
    return (XOR[place] ? output : 1 - output) >= SURE;
  });
}

/**
 * @param {() => number} random from 0 to below 1
 * @returns {Neurons} as Keras begins: weights uniform by Glorot and Bengio (2010), biases 0
 */
export function randomStart(random) {
  /** @param {number} limit */
  const weight = (limit) => limit * (2 * random() - 1);
  const [hidden, output] = [Math.sqrt(6 / 4), Math.sqrt(6 / 3)];
  return [
    [0, weight(hidden), weight(hidden)],
    [0, weight(hidden), weight(hidden)],
    [0, weight(output), weight(output)],
  ];
}

/** Gradient descent by Adam (Kingma and Ba, 2015), all four inputs in every step. */
export class Trainer {
  /** @type {number[]} the loss before the first step and after each */
  losses;
  #mean = new Array(9).fill(0);
  #square = new Array(9).fill(0);

  /** @param {Neurons} start */
  constructor(start) {
    this.neurons = start;
    this.losses = [loss(start)];
  }

  /** @returns {number} steps that were taken; each is an epoch, too */
  get epochs() {
    return this.losses.length - 1;
  }

  step() {
    const time = this.epochs + 1;
    const slopes = gradient(this.neurons).flat();
    const moved = this.neurons.flat().map((weight, index) => {
      this.#mean[index] = BETA_1 * this.#mean[index] + (1 - BETA_1) * slopes[index];
      this.#square[index] = BETA_2 * this.#square[index] + (1 - BETA_2) * slopes[index] ** 2;
      const mean = this.#mean[index] / (1 - BETA_1 ** time);
      const square = this.#square[index] / (1 - BETA_2 ** time);
      return weight - (RATE * mean) / (Math.sqrt(square) + EPSILON);
    });
    this.neurons = /** @type {Neurons} */ ([moved.slice(0, 3), moved.slice(3, 6), moved.slice(6)]);
    this.losses.push(loss(this.neurons));
  }

  /** Take all the steps that are left of {@link EPOCHS}. */
  finish() {
    while (this.epochs < EPOCHS) this.step();
  }
}
