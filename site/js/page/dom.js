// Two shorthands for building elements.

// el makes an element: properties are set as such, those with a dash or in
// "data" as attributes.
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") Object.assign(element.dataset, value);
    else if (name.includes("-") || name === "for" || name === "role" || name === "scope") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

export const byId = (id) => document.getElementById(id);

// write sets a text only where it differs, which keeps selections and spares
// the layout.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
