/** Choosing a language keeps the page's place: its fragment and what its query became since it was loaded. */

import { inLanguage } from "./place.js";

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".languages a"))) {
  const keepPlace = () => (link.href = inLanguage(link.href, location.href));
  for (const event of ["click", "auxclick", "contextmenu"]) link.addEventListener(event, keepPlace);
}
