/** The choice of the network, which the page's address holds; until its layers arrive, the old ones are shown. */

import { emit } from "../shared/events.js";
import { number, t } from "../shared/translations.js";
import { find } from "./dom.js";
import { SectionLoader } from "./section-loader.js";

/** @typedef {import("./page-state.js").PageState} PageState */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} page on which nothing is true of the choice while it has `is-stale`
 * @param {PageState} session
 */
export function mountNetworkChoice(root, page, session) {
  const choice = /** @type {HTMLSelectElement} */ (root.querySelector("select"));
  const options = [...choice.options];
  const usual = options.find(({ defaultSelected }) => defaultSelected)?.value;
  const facts = find(root, "[data-facts]");
  const asked = new URLSearchParams(location.search).get("model");
  if (options.some(({ value }) => value === asked)) choice.value = /** @type {string} */ (asked);

  const tell = () => {
    const isStale = session.model !== choice.value && session.model !== "";
    page.classList.toggle("is-stale", isStale);
    for (const part of page.querySelectorAll("[data-ink], [data-answer], [data-layer-list]")) part.setAttribute("aria-busy", String(isStale));
    facts.textContent = isStale ? t("network.still", { model: session.model }) : factsOf(choice.selectedOptions[0].dataset);
  };
  const loader = new SectionLoader(root, {
    always: true,
    load: (signal) => session.open(choice.value, signal),
    show: () => {
      hold(session.model, usual);
      tell();
    },
  });
  choice.addEventListener("change", () => {
    tell();
    if (session.model === choice.value) loader.cancel();
    else loader.refresh();
  });
  root.addEventListener("digits:trouble", (event) => {
    const { message } = /** @type {CustomEvent} */ (event).detail;
    if (!page.classList.contains("is-stale")) return;
    emit(root, "digits:say", { text: `${message} ${facts.textContent}` });
  });
  loader.refresh();
}

/**
 * Have the page's address name the network that is shown.
 *
 * @param {string} model
 * @param {string|undefined} usual the one that an address without a name stands for
 */
function hold(model, usual) {
  const address = new URL(location.href);
  if ((address.searchParams.get("model") ?? usual) === model) return;
  address.searchParams.set("model", model);
  history.replaceState(null, "", address);
}

/** @param {DOMStringMap} facts of a network; a card may be silent about some */
function factsOf({ parameters, errors }) {
  const said = parameters ? [t("facts.parameters", { count: number(Number(parameters)) })] : [];
  if (errors) said.push(t("facts.errors", { count: number(Number(errors)) }));
  return said.join(" · ");
}
