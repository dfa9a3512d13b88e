/** Links to the same page in another language. Knows nothing of the page. */

/**
 * @param {string} link to a page in a language, as the server wrote it
 * @param {string} here the present address
 * @returns {string} the link with what the present address holds besides the language, where it is the same page
 */
export function linkToLanguage(link, here) {
  const [there, now] = [new URL(link), new URL(here)];
  const language = there.searchParams.get("lang");
  if (language === null || there.pathname !== now.pathname) return link;
  now.searchParams.set("lang", language);
  return now.href;
}
