// A row of a list, drawn to another place by its handle: with a mouse, a pen or a finger.

import { make } from "../views/dom.ts";

/** Gives each row a handle; `moved` is called when a row was let go in another place. */
export function bindDragging(list: HTMLElement, moved: (row: HTMLElement) => void): void {
  for (const row of list.children) row.prepend(make("span", { class: "grip", "aria-hidden": "true" }, "⠿"));
  let row: HTMLElement | null = null;
  let from: Element | null = null;
  list.addEventListener("pointerdown", (event) => {
    const grip = (event.target as Element).closest(".grip");
    const held = grip?.parentElement;
    if (!held || event.button !== 0 || held.closest(".shut")) return;
    event.preventDefault();
    list.setPointerCapture(event.pointerId);
    row = held;
    from = held.nextElementSibling;
    row.classList.add("held");
  });
  list.addEventListener("pointermove", (event) => {
    if (!row) return;
    for (const other of list.children) {
      if (other === row) continue;
      const { top, height } = other.getBoundingClientRect();
      const above = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING;
      if (above && event.clientY < top + height / 2) {
        other.before(row);
        return;
      }
      if (!above && event.clientY > top + height / 2 && event.clientY < top + height * 1.5) {
        other.after(row);
        return;
      }
    }
  });
  const drop = (): void => {
    if (!row) return;
    row.classList.remove("held");
    const held = row;
    row = null;
    if (held.nextElementSibling !== from) moved(held);
  };
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
}
