// Elements by code, for what only a script can use: the rest of the page comes ready from the compiler.

type Attributes = { readonly [name: string]: string | number | boolean };

/** An element; `true` is an attribute without a value, `false` none. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

export function button(action: string, label: string, main = false): HTMLButtonElement {
  return make("button", { type: "button", "data-action": action, class: main && "main" }, label);
}

/** What the compiler wrote as safe HTML, as nodes. */
export function nodes(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Sets the text only where it changes, or a live region would say it again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The focus without a jump; the page moves only where the element would be out of sight. */
export function focusOn(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}
