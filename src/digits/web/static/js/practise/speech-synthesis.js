/** Says numbers aloud with the browser's own voices. */

/** Languages of voices in the order in which they may stand in for one that has none of its own. */
const RELATIVES = { "fr-BE": ["fr-BE", "fr-CH", "fr-FR", "fr-CA"], "fr-CH": ["fr-CH", "fr-BE", "fr-FR", "fr-CA"] };

/** A child follows more easily when numbers are said a little slower. */
const RATE = 0.85;

/**
 * Choose a voice installed on this device; others send the text to a server.
 *
 * @template {{lang: string, localService: boolean, default: boolean}} Voice
 * @param {Voice[]} voices
 * @param {string} language BCP 47
 * @returns {Voice|null}
 */
export function chooseVoice(voices, language) {
  const own = voices.filter(({ localService }) => localService);
  const wanted = /** @type {Record<string, string[]>} */ (RELATIVES)[language] ?? [language];
  for (const tag of wanted) {
    const found = own.filter(({ lang }) => normal(lang) === tag.toLowerCase());
    if (found.length > 0) return found.find((voice) => voice.default) ?? found[0];
  }
  const base = language.split("-")[0];
  const found = own.filter(({ lang }) => normal(lang).split("-")[0] === base);
  return found.find((voice) => voice.default) ?? found[0] ?? null;
}

/** @param {string} lang as browsers give it, such as "fr_FR" */
const normal = (lang) => lang.replace("_", "-").toLowerCase();

export class SpeechSynthesizer {
  #synthesis = globalThis.speechSynthesis ?? null;

  /** @param {() => void} changed called whenever voices have come or gone; many browsers load them late */
  constructor(changed) {
    this.#synthesis?.addEventListener?.("voiceschanged", changed);
  }

  /** @param {string} language */
  speaks(language) {
    return this.#voice(language) !== null;
  }

  /**
   * @param {string} words
   * @param {string} language
   */
  say(words, language) {
    const voice = this.#voice(language);
    if (voice === null || this.#synthesis === null) return;
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = RATE;
    this.#synthesis.cancel();
    this.#synthesis.speak(utterance);
  }

  /** @param {string} language */
  #voice(language) {
    return chooseVoice(this.#synthesis?.getVoices() ?? [], language);
  }
}
