// Quick entry: live reading back, keys, templates; offline. The page works without it. These files are sent as one.

/** An element with attributes and children; a child that is nothing is left out. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...there(children));
  return element;
}

/** Children without those that are nothing. */
const there = (children) => children.flat().filter((child) => child !== undefined && child !== null && child !== false);

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
