/** The choice of the network, which the page's address holds. */

import { t } from "../shared/texts.js";
import { find } from "./dom.js";
import { Loader } from "./loader.js";
import { grouped } from "./words.js";

/** @typedef {import("./session.js").Session} Session */

/**
 * @param {HTMLElement} root
 * @param {Session} session
 */
export function mountNetwork(root, session) {
  const choice = /** @type {HTMLSelectElement} */ (root.querySelector("select"));
  const facts = find(root, "[data-facts]");
  const loader = new Loader(root, {
    always: true,
    load: (signal) => session.open(choice.value, signal),
    show: () => {},
  });
  const asked = new URLSearchParams(location.search).get("model");
  if ([...choice.options].some(({ value }) => value === asked)) choice.value = /** @type {string} */ (asked);
  const open = () => {
    facts.textContent = factsOf(choice.selectedOptions[0].dataset);
    loader.refresh();
  };
  choice.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("model", choice.value);
    history.replaceState(null, "", address);
    open();
  });
  open();
}

/** @param {DOMStringMap} facts of a network; a card may be silent about some */
function factsOf({ parameters, errors }) {
  const said = parameters ? [t("facts.parameters", { count: grouped(Number(parameters)) })] : [];
  if (errors) said.push(t("facts.errors", { count: errors }));
  return said.join(" · ");
}
