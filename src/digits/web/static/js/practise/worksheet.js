/** Adds a print button; without JavaScript, the browser's menu prints. */

const button = document.querySelector("[data-print]");
if (button instanceof HTMLElement) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
