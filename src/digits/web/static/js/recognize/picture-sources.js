/** Forms, drop and paste: every way to upload pictures. Emits `digits:pictures`. */

import { emit } from "../shared/events.js";

/** @param {HTMLFormElement} form */
export function mountUpload(form) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
  const hand = () => {
    if (input.files === null || input.files.length === 0) return;
    emit(form, "digits:pictures", { files: [...input.files] });
    form.reset();
  };
  form.classList.add("is-enhanced");
  input.addEventListener("change", hand);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hand();
  });
}

/** @param {HTMLElement} root */
export function mountDrop(root) {
  /** @param {DragEvent} event */
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    root.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) root.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    root.classList.remove("is-over");
    emit(root, "digits:pictures", { files: [.../** @type {DataTransfer} */ (event.dataTransfer).files] });
  });
}

/** @param {HTMLElement} root */
export function mountPaste(root) {
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    emit(root, "digits:pictures", { files });
  });
}
