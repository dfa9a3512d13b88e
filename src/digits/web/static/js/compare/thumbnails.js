/** Thumbnails of misread digits. */

import { t } from "../shared/translations.js";
import { make } from "./chart.js";

/**
 * @typedef {{mnist_index: number, truth: number, misread_by: number, png: string}} Misread
 *   `mnist_index` among MNIST's training images, `misread_by` how many models
 */

/**
 * @param {Misread} image
 * @param {number} size on the page, in pixels
 */
export function picture({ mnist_index: index, truth, png }, size) {
  const alt = t("image.alt", { truth, index });
  return make("img", { src: png, alt, width: String(size), height: String(size), class: "thumb", loading: "lazy" });
}

/**
 * @param {Misread} image
 * @param {number} models that read it
 */
export const misreadBy = ({ misread_by: count }, models) => t("misread", { count, models });
