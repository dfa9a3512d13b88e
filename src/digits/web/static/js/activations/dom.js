/** Makes elements. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Record<string, string|number|boolean|null|undefined>} [attributes] false, null and undefined are left out
 * @param {...(Node|string|null)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAll(element, attributes);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, string|number|boolean|null|undefined>} attributes
 * @returns {SVGElement}
 */
export function makeSvg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  setAll(element, attributes);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, string|number|boolean|null|undefined>} attributes
 */
function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement} which is there
 */
export const find = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
