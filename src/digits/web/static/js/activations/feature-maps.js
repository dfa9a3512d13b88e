/** The values of a layer: feature maps as buttons, or units as one strip. */

import { t } from "../shared/translations.js";
import { make } from "./dom.js";
import { PixelPicker } from "./pixel-picker.js";
import { Heatmap } from "./heatmap.js";
import { inRows, mapOf, range } from "./tensors.js";

/**
 * @typedef {import("./tensors.js").Tensor} Tensor
 * @typedef {import("./page-state.js").Layer} Layer
 */

/** Maps shown before all are requested. */
const AT_FIRST = 16;
/** Units in a row of the strip, on a narrow screen and on others. */
const COLUMNS = { narrow: 16, wide: 32 };
const WIDE = "(min-width: 48rem)";
/** Units up to which each has its number under it. */
const NUMBERED = 12;

/** @param {Layer} layer whether each of its maps was made by one kernel from one map */
export const hasOneKernel = ({ kind, parameters }) => kind === "convolution" && parameters.kernels[1] === 1;

export class FeatureMaps {
  element = make("div", { class: "maps" });
  #layer;
  #onChoose;
  /** @type {Heatmap[]} */
  #pictures = [];
  /** @type {Heatmap[]} */
  #kernels = [];
  /** @type {HTMLElement[]} */
  #buttons = [];
  /** @type {Tensor|null} */
  #values = null;
  /** @type {Tensor|null} */
  #made = null;

  /**
   * @param {Layer} layer
   * @param {(map: number) => void} onChoose
   */
  constructor(layer, onChoose) {
    this.#layer = layer;
    this.#onChoose = onChoose;
    const [count] = layer.shape;
    const list = make("ul", { class: "maps-list", dir: "ltr" });
    this.element.append(list);
    this.#extend(list, Math.min(count, AT_FIRST));
    if (count > AT_FIRST) this.#offerAll(list, count);
  }

  /**
   * @param {Tensor} values
   * @param {Tensor|null} kernels that made the maps, where each map has one
   */
  paint(values, kernels) {
    this.#values = values;
    this.#made = kernels;
    const isInk = this.#layer.kind === "input";
    const { largest } = range(values.data);
    this.#pictures.forEach((picture, map) => picture.paint(mapOf(values, map), { largest, isInk }));
    if (kernels === null) return;
    const strongest = range(kernels.data).largest;
    const maps = { shape: [kernels.shape[0], ...kernels.shape.slice(2)], data: kernels.data };
    this.#kernels.forEach((picture, map) => picture.paint(mapOf(maps, map), { largest: strongest }));
  }

  /** @param {number} map */
  choose(map) {
    this.#buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index === map)));
  }

  /**
   * @param {HTMLElement} list
   * @param {number} count
   */
  #offerAll(list, count) {
    const all = make("button", { class: "button is-quiet", type: "button" }, t("maps.all", { count }));
    all.addEventListener("click", () => {
      all.remove();
      this.#extend(list, count);
      if (this.#values !== null) this.paint(this.#values, this.#made);
      this.#buttons[AT_FIRST].focus();
    });
    this.element.append(all);
  }

  /**
   * @param {HTMLElement} list
   * @param {number} end
   */
  #extend(list, end) {
    for (let map = this.#buttons.length; map < end; map += 1) {
      const picture = new Heatmap("", this.#layer.shape.slice(1));
      const button = make("button", { class: "map", type: "button", "aria-pressed": "false", "aria-label": t("map", { map }) }, picture.element);
      if (hasOneKernel(this.#layer)) {
        const kernel = new Heatmap("", this.#layer.parameters.kernels.slice(2));
        kernel.element.classList.add("map-kernel");
        button.append(kernel.element);
        this.#kernels.push(kernel);
      }
      button.addEventListener("click", () => this.#onChoose(map));
      this.#pictures.push(picture);
      this.#buttons.push(button);
      list.append(make("li", {}, button));
    }
  }
}

export class UnitStrip {
  element = make("div", { class: "units", dir: "ltr" });
  #picker;
  #columns;

  /**
   * @param {Layer} layer
   * @param {(unit: number, byKey: boolean) => void} onChoose
   */
  constructor({ index, shape: [count] }, onChoose) {
    this.#columns = Math.min(count, matchMedia(WIDE).matches ? COLUMNS.wide : COLUMNS.narrow);
    const size = [Math.ceil(count / this.#columns), this.#columns];
    this.#picker = new PixelPicker(t("units.strip", { layer: index, count }), size, (row, column, byKey) =>
      onChoose(row * this.#columns + column, byKey),
    );
    this.#picker.follows = false;
    this.element.append(this.#picker.element);
    this.element.classList.toggle("is-short", count <= NUMBERED);
    this.element.style.setProperty("--columns", String(this.#columns));
    if (count <= NUMBERED) this.element.append(numbers(count));
    this.element.append(this.#steps());
  }

  /** Buttons for fingers, to which a unit is small. */
  #steps() {
    const buttons = [-1, 1].map((step) => {
      const name = t(step < 0 ? "units.before" : "units.next");
      const button = make("button", { class: "button", type: "button", "aria-label": name, title: name }, step < 0 ? "←" : "→");
      button.addEventListener("click", () => this.#picker.step(step));
      return button;
    });
    return make("div", { class: "units-steps" }, ...buttons);
  }

  /** @param {Tensor} values */
  paint(values) {
    this.#picker.paint(inRows(values.data, this.#columns), { largest: range(values.data).largest });
  }

  /** @param {number} unit */
  choose(unit) {
    this.#picker.follows = true;
    this.#picker.place(Math.floor(unit / this.#columns), unit % this.#columns);
  }
}

/** @param {number} count */
const numbers = (count) =>
  make("p", { class: "units-numbers", "aria-hidden": "true" }, ...Array.from({ length: count }, (_, unit) => make("span", {}, String(unit))));
