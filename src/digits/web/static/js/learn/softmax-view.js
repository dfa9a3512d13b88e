/** Softmax with sliders: logits, temperature, and the cross-entropy of the true class. */

import { t } from "../shared/translations.js";
import { mountNumberControl } from "./number-control.js";
import { find, findAll, fixed, plain, radios } from "./dom.js";
import { crossEntropy, softmax } from "./softmax.js";

/** Logits to begin with, by the names of their texts. @type {Record<string, number[]>} */
const STARTS = {
  sure: [-2, -3, 0.5, 9, -4, 1.5, -6, 0, 2, -1],
  torn: [-3, -1, -2, 0, 4.5, -1.5, -4, 1, 0.5, 5],
  equal: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
};

/** @param {HTMLElement} root */
export function mountSoftmax(root) {
  const rows = findAll(root, "[data-classes] tr");
  const sliders = rows.map((row) => /** @type {HTMLInputElement} */ (find(row, "input")));
  const truth = /** @type {HTMLSelectElement} */ (find(root, "[data-truth-choice]"));
  const temperature = mountNumberControl(root, "temperature", () => show());
  const starts = radios(root, "logits", (name) => take(STARTS[name]));

  const show = () => {
    const logits = sliders.map((slider) => Number(slider.value));
    const { exponentials, sum, probabilities } = softmax(logits, temperature.value());
    rows.forEach((row, index) => {
      find(row, ".softmax-value").textContent = fixed(logits[index], 1);
      find(row, ".is-wide").textContent = written(exponentials[index]);
      find(row, "rect").setAttribute("width", `${(100 * probabilities[index]).toFixed(2)}%`);
      find(row, ".softmax-share span").textContent = t("percent", { value: fixed(100 * probabilities[index], 2) });
      row.classList.toggle("is-here", index === Number(truth.value));
    });
    find(root, "[data-sum]").textContent = written(sum);
    const total = probabilities.reduce((added, one) => added + one);
    find(root, "[data-total]").textContent = t("percent", { value: plain(100 * total, 2) });
    const right = Number(truth.value);
    const [p, nats] = [fixed(probabilities[right], 4), fixed(crossEntropy(logits, right, temperature.value()), 4)];
    find(root, "[data-loss]").textContent = `${t("cross_entropy")} = −ln p(${right}) = −ln ${p} = ${nats}`;
  };
  /** @param {number[]} logits */
  const take = (logits) => {
    sliders.forEach((slider, index) => (slider.value = String(logits[index])));
    show();
  };

  for (const slider of sliders) {
    slider.addEventListener("input", () => {
      starts.set(null);
      show();
    });
  }
  truth.addEventListener("change", show);
  take(STARTS.torn);
}

/**
 * @param {number} value above 0
 * @returns {string} three decimals, or a power of ten where they would not do
 */
function written(value) {
  if (value >= 1e-3 && value < 1e6) return fixed(value, 3);
  const [mantissa, power] = value.toExponential(2).split("e");
  return `${fixed(Number(mantissa), 2)} × 10${raised(Number(power))}`;
}

/** @param {number} power */
function raised(power) {
  return String(power).replace(/./g, (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)] ?? "⁻");
}
