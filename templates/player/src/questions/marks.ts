// Signs of right and wrong that the question types outside the choices have in common.

import { make } from "../views/dom.ts";
import { words } from "./words.ts";

/** A sign and a word at the end of a row; `note` replaces the word. */
export function markField(row: Element | null | undefined, right: boolean, note?: string): void {
  row?.classList.add(right ? "right" : "wrong");
  row?.append(make("em", { class: "mark" }, `${right ? "✓" : "✕"} ${note ?? (right ? words.right : words.wrong)}`));
}

/** The right answer in a sentence of its own; nothing where there is none to name. */
export function rightAnswer(text: string | undefined): readonly Node[] {
  return text ? [make("p", {}, `${words.rightAnswer}: `, make("b", {}, text))] : [];
}
