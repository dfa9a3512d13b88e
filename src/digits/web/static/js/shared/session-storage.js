/** Session storage that fails quietly where the browser gives a page none. */

/**
 * @param {string} name
 * @returns {string|null} null where there is nothing
 */
export function stored(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
export function store(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    return;
  }
}
