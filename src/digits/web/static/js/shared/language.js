/** Keeps the fragment and the query of the address when another language is chosen. */

import { linkToLanguage } from "./language-link.js";

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".languages a"))) {
  const keepPlace = () => (link.href = linkToLanguage(link.href, location.href));
  for (const event of ["click", "auxclick", "contextmenu"]) link.addEventListener(event, keepPlace);
}
