/** Counts votes for a digit, and times over several races. Knows nothing of the page. */

/**
 * @typedef {{model: string, digit: number|null}} Vote  null: no digit
 * @typedef {{digit: number|null, models: string[]}} Answer
 * @typedef {{total: number, leading: Answer, others: Answer[]}} Tally
 */

/**
 * @param {Vote[]} votes
 * @returns {Answer[]} the answers, the most frequent first
 */
export function byAnswer(votes) {
  const answers = new Map();
  for (const { model, digit } of votes) {
    if (!answers.has(digit)) answers.set(digit, { digit, models: [] });
    answers.get(digit).models.push(model);
  }
  return [...answers.values()].sort((one, other) => other.models.length - one.models.length);
}

/**
 * @param {Vote[]} votes
 * @returns {Tally|null} null where nobody voted
 */
export function countVotes(votes) {
  const [leading, ...others] = byAnswer(votes);
  return leading === undefined ? null : { total: votes.length, leading, others };
}

/** The median time of each model over the races so far: time does not depend on the drawing. */
export class RaceTimes {
  /** @type {Map<string, number[]>} */
  #taken = new Map();

  /**
   * @param {string} model
   * @param {number} milliseconds
   */
  add(model, milliseconds) {
    this.#taken.set(model, [...(this.#taken.get(model) ?? []).slice(-49), milliseconds]);
  }

  /**
   * @param {string} model that was added before
   * @returns {number} in milliseconds
   */
  median(model) {
    const times = [.../** @type {number[]} */ (this.#taken.get(model))].sort((a, b) => a - b);
    const middle = times.length >> 1;
    return times.length % 2 === 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
  }
}
