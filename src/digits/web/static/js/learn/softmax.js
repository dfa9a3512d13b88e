/** Softmax and cross-entropy. */

/**
 * @param {number[]} logits
 * @param {number} temperature above 0; what the logits are divided by
 * @returns {{exponentials: number[], sum: number, probabilities: number[]}}
 */
export function softmax(logits, temperature = 1) {
  const exponentials = logits.map((logit) => Math.exp(logit / temperature));
  const sum = exponentials.reduce((total, one) => total + one);
  return { exponentials, sum, probabilities: exponentials.map((one) => one / sum) };
}

/**
 * @param {number[]} logits
 * @param {number} truth the class that is right
 * @param {number} temperature
 * @returns {number} -ln of the probability of the truth; by the logits, so that it is finite where that rounds to 0
 */
export function crossEntropy(logits, truth, temperature = 1) {
  const most = Math.max(...logits);
  const rest = logits.reduce((total, logit) => total + Math.exp((logit - most) / temperature), 0);
  return Math.log(rest) + (most - logits[truth]) / temperature;
}
