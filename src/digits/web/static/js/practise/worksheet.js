/** Adds a button that prints; without JavaScript the browser's own menu does it. */

const button = document.querySelector("[data-print]");
if (button instanceof HTMLElement) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
