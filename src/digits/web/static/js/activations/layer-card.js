/** The card of one layer: its kind, its output for the digit, and how each value is computed. */

import { emit } from "../shared/events.js";
import { t } from "../shared/translations.js";
import { make } from "./dom.js";
import { explain } from "./explain.js";
import { softmaxTable } from "./explain-softmax.js";
import { FeatureMaps, UnitStrip, hasOneKernel } from "./feature-maps.js";
import { SectionLoader } from "./section-loader.js";
import { PixelPicker } from "./pixel-picker.js";
import { Heatmap } from "./heatmap.js";
import { hasMaps, mapOf, range } from "./tensors.js";
import { activationFormula, figure, formula, origin, size, title, why } from "./layer-text.js";

/**
 * @typedef {import("./tensors.js").Tensor} Tensor
 * @typedef {import("./page-state.js").Layer} Layer
 * @typedef {import("./page-state.js").PageState} PageState
 * @typedef {{values: Tensor, sources: Tensor[], parameters: Record<string, Tensor>}} Numbers
 */

/** Time for which a unit is pointed at before its numbers are asked for, in milliseconds. */
const RESTING = 60;
/** Time before the screen reader announces the choice, in milliseconds. */
const SETTLED = 500;

export class Card {
  element;
  #session;
  #layer;
  #gallery;
  #scale = make("p", { class: "scale" });
  #detail = make("div", { class: "detail" });
  /** @type {SectionLoader<any>[]} */
  #loaders;
  /** @type {PixelPicker|null} */
  #map = null;
  /** @type {Heatmap|null} */
  #source = null;
  #sourceName = make("figcaption");
  #name = make("h4", { class: "detail-title" });
  #explanation = make("div", { class: "explanation" });
  /** @type {number[]} */
  #place = [];
  /** @type {number|null} */
  #channel = null;
  /** @type {Numbers|null} */
  #numbers = null;
  /** Whether the choice that is being loaded was made without looking at it. */
  #byKey = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /**
   * @param {PageState} session
   * @param {Layer} layer
   */
  constructor(session, layer) {
    this.#session = session;
    this.#layer = layer;
    this.#gallery = this.#makeGallery();
    this.element = make("li", { class: "card", id: `layer-${layer.index}` }, ...this.#head());
    const body = make("div", { class: "card-body" });
    this.element.append(body, this.#detail);
    this.#detail.hidden = layer.kind !== "softmax";
    if (this.#gallery !== null) body.append(this.#gallery.element, this.#scale);
    this.#loaders =
      this.#gallery === null
        ? [new SectionLoader(this.#detail, { load: () => this.#logits(), show: (logits) => this.#showSoftmax(logits) })]
        : [
            new SectionLoader(body, { load: () => this.#loadValues(), show: (shown) => this.#showValues(shown) }),
            new SectionLoader(this.#detail, { load: () => this.#load(), show: (numbers) => this.#showDetail(numbers), delay: RESTING }),
          ];
    if (this.#gallery !== null) this.#buildDetail();
  }

  /** There is another digit. */
  refresh() {
    this.#loaders[0].refresh();
    if (this.#place.length > 0) this.#loaders[1].refresh();
  }

  stop() {
    clearTimeout(this.#timer);
    for (const loader of this.#loaders) loader.stop();
  }

  #head() {
    const { index, shape, activation } = this.#layer;
    const rule = activation && make("p", { class: "card-rule" }, t("value", { place: t(`activation.${activation.name}`), value: activationFormula(activation) }));
    return [
      make(
        "div",
        { class: "card-head" },
        make("span", { class: "card-number", "aria-hidden": "true" }, String(index)),
        make("h3", { class: "card-title" }, title(this.#layer)),
        make("span", { class: "card-size", dir: "ltr" }, size(shape)),
      ),
      make("p", { class: "card-formula" }, `${formula(this.#layer, this.#session.layers)}. ${origin(this.#layer)}`),
      make("p", { class: "card-why" }, why(this.#layer)),
      rule,
    ].filter((node) => node !== null);
  }

  #makeGallery() {
    if (this.#layer.kind === "softmax") return null;
    if (hasMaps(this.#layer)) return new FeatureMaps(this.#layer, (map) => this.#chooseMap(map));
    return new UnitStrip(this.#layer, (unit, byKey) => this.#choose([unit], byKey));
  }

  #buildDetail() {
    const pictures = make("div", { class: "detail-pictures", dir: "ltr" });
    this.#source = new Heatmap("");
    const source = make("figure", { class: "shown" }, this.#source.element, this.#sourceName);
    if (hasMaps(this.#layer)) {
      const shape = this.#layer.shape.slice(1);
      this.#map = new PixelPicker(t("map.choose", { layer: this.#layer.index }), shape, (row, column, byKey) =>
        this.#choose([this.#place[0], row, column], byKey),
      );
      pictures.append(make("figure", { class: "shown" }, this.#map.element, make("figcaption", {}, t("map.how"))), source);
    } else {
      pictures.append(source);
    }
    this.#detail.prepend(this.#name, pictures, this.#explanation);
  }

  /** @returns {Promise<{values: Tensor, kernels: Tensor|null}>} */
  async #loadValues() {
    const kernels = hasOneKernel(this.#layer) ? this.#session.allParameters(this.#layer) : null;
    return { values: await this.#session.values(this.#layer.index), kernels: (await kernels)?.kernels ?? null };
  }

  /** @param {{values: Tensor, kernels: Tensor|null}} shown */
  #showValues({ values, kernels }) {
    const { least, most } = range(values.data);
    this.#scale.textContent = t("scale", { least: figure(least), most: figure(most) });
    this.#gallery?.paint(values, kernels);
  }

  /** @param {number} map */
  #chooseMap(map) {
    const [, row, column] = this.#place;
    this.#place = row === undefined ? [map] : [map, row, column];
    this.#channel = null;
    this.#gallery?.choose(map);
    this.#open(true);
  }

  /**
   * @param {number[]} place
   * @param {boolean} byKey
   */
  #choose(place, byKey) {
    const isSame = place[0] === this.#place[0];
    this.#place = place;
    if (place.length === 1) this.#gallery?.choose(place[0]);
    if (isSame && this.#numbers !== null) this.#explain(byKey);
    else this.#open(byKey);
  }

  /** @param {boolean} byKey */
  #open(byKey) {
    this.#numbers = null;
    this.#byKey = byKey;
    this.#detail.hidden = false;
    this.#loaders[1].refresh();
  }

  /** @returns {Promise<Numbers>} */
  async #load() {
    const [unit] = this.#place;
    const [values, parameters, ...sources] = await Promise.all([
      this.#session.values(this.#layer.index),
      this.#session.parameters(this.#layer, unit),
      ...this.#layer.sources.map((place) => this.#session.values(place)),
    ]);
    return { values, parameters, sources };
  }

  /** @param {Numbers} numbers */
  #showDetail(numbers) {
    this.#numbers = numbers;
    if (this.#map !== null) {
      const plane = mapOf(numbers.values, this.#place[0]);
      const isInk = this.#layer.kind === "input";
      this.#map.paint(plane, { largest: range(numbers.values.data).largest, isInk });
      if (this.#place.length === 1) this.#place.push(...strongest(plane));
      this.#map.place(this.#place[1], this.#place[2]);
    }
    this.#explain(this.#byKey);
    this.#byKey = false;
  }

  /** @param {boolean} byKey */
  #explain(byKey) {
    const { values, sources, parameters } = /** @type {Numbers} */ (this.#numbers);
    const spot = { layer: this.#layer, sources, parameters, place: this.#place, value: this.#value(values), channel: this.#channel };
    const { nodes, source } = explain({ ...spot, choose: (channel) => this.#chooseChannel(channel) });
    this.#name.textContent = this.#placeName();
    this.#explanation.replaceChildren(...nodes);
    this.#showSource(sources, source);
    if (byKey) this.#say(figure(spot.value, 3));
  }

  /** @param {number} channel */
  #chooseChannel(channel) {
    this.#channel = channel;
    this.#explain(false);
    /** @type {HTMLElement|null} */ (this.#explanation.querySelector("[aria-pressed=true]"))?.focus();
  }

  /**
   * @param {Tensor[]} sources
   * @param {import("./explain.js").Explanation["source"]} shown
   */
  #showSource(sources, shown) {
    const picture = /** @type {Heatmap} */ (this.#source);
    const figureAround = /** @type {HTMLElement} */ (picture.element.parentElement);
    figureAround.hidden = shown === null;
    this.#detail.classList.toggle("has-pictures", this.#map !== null || shown !== null);
    if (shown === null) return;
    const { index, channel, window } = shown;
    const place = this.#layer.sources[index];
    const isInk = this.#session.layers[place].kind === "input";
    picture.paint(mapOf(sources[index], channel), { largest: range(sources[index].data).largest, isInk });
    picture.mark(window === null ? [] : [{ ...window, kind: "is-window" }]);
    this.#sourceName.textContent = t("map.source", { map: channel, layer: place });
  }

  /** @param {Tensor} values */
  #value({ data }) {
    const [channel, row, column] = this.#place;
    const [, height, width] = this.#layer.shape;
    return data[row === undefined ? channel : (channel * height + row) * width + column];
  }

  #placeName() {
    const [channel, row, column] = this.#place;
    return row === undefined ? t("unit", { unit: channel }) : t("map.pixel", { map: channel, row, column });
  }

  /** @param {string} value */
  #say(value) {
    clearTimeout(this.#timer);
    const text = t("value", { place: this.#placeName(), value });
    this.#timer = setTimeout(() => emit(this.element, "digits:say", { text }), SETTLED);
  }

  #logits() {
    return this.#session.values(this.#layer.sources[0]);
  }

  /** @param {Tensor} logits */
  #showSoftmax(logits) {
    this.#explanation.replaceChildren(softmaxTable(logits.data, this.#layer.temperature));
    if (!this.#explanation.isConnected) this.#detail.prepend(this.#explanation);
  }
}

/**
 * @param {import("./tensors.js").Plane} plane
 * @returns {[number, number]} row and column of its largest value, whatever the sign
 */
function strongest({ width, data }) {
  let found = 0;
  data.forEach((value, index) => {
    if (Math.abs(value) > Math.abs(data[found])) found = index;
  });
  return [Math.floor(found / width), found % width];
}
