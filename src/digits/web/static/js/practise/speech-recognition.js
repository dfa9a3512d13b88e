/** Listens for a number, where the browser recognizes speech on this device. */

const Recognition = /** @type {any} */ (globalThis).SpeechRecognition;

/**
 * @param {string} language
 * @returns {Promise<boolean>} whether speech of this language stays on this machine
 */
export async function canListen(language) {
  try {
    return (await Recognition?.available?.({ langs: [language], processLocally: true })) === "available";
  } catch {
    return false;
  }
}

/**
 * @param {string} language
 * @returns {Promise<string[]>} what was said, the likeliest first; nothing where no speech was heard
 */
export function recognizeNumber(language) {
  return new Promise((resolve, reject) => {
    const recognition = new Recognition();
    recognition.lang = language;
    recognition.processLocally = true;
    recognition.maxAlternatives = 5;
    recognition.onresult = (/** @type {any} */ { results }) =>
      resolve([...results[0]].map(({ transcript }) => transcript));
    recognition.onerror = (/** @type {any} */ { error }) =>
      error === "no-speech" ? resolve([]) : reject(new Error(error));
    recognition.onend = () => resolve([]);
    recognition.start();
  });
}
