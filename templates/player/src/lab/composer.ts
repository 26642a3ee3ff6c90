// The field in which a learner writes, and how much fits into it. What is pasted is never cut: it is said to be too long.

import { find } from "./browser.ts";
import { charactersIn } from "./exchanges.ts";
import { fill, type LabWords } from "./words.ts";

export interface Composer {
  readonly field: HTMLTextAreaElement;
  /** Puts a text into the field, where it is not there already. */
  show(text: string): void;
  /** True when the text may be sent; else the learner is told why not. */
  fits(): boolean;
}

export interface ComposerHooks {
  /** In characters. */
  readonly most: number;
  readonly words: LabWords;
  /** Names the lab, for ids. */
  readonly lab: string;
  onInput(text: string): void;
  onSend(): void;
  announce(text: string): void;
}

/** From this share of the limit on, the counter is worth a look. */
const NEAR = 0.9;

export function bindComposer(form: HTMLElement, { most, words, lab, onInput, onSend, announce }: ComposerHooks): Composer {
  const field = find<HTMLTextAreaElement>(form, "textarea");
  const counter = find(form, "[data-counter]");
  counter.id = `${lab}_characters`;
  field.setAttribute("aria-describedby", counter.id);
  let over = 0;

  const count = (): void => {
    const used = charactersIn(field.value.trim());
    const before = over;
    over = Math.max(0, used - most);
    counter.textContent = over > 0 ? fill(words.too_long, { over }) : fill(words.characters, { used, most });
    counter.dataset["counter"] = over > 0 ? "over" : used >= most * NEAR ? "near" : "";
    field.setAttribute("aria-invalid", String(over > 0));
    // At the border only: a counter that is read out at every key drowns what is written.
    if (over > 0 && before === 0) announce(counter.textContent);
  };

  field.addEventListener("input", () => {
    count();
    onInput(field.value);
  });
  field.addEventListener("keydown", (event) => {
    // While an input method composes, Enter accepts its candidate; Safari says so by the key code alone.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    onSend();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSend();
  });
  count();

  return {
    field,
    show(text) {
      if (field.value === text) return;
      field.value = text;
      count();
    },
    fits() {
      count();
      if (over === 0) return true;
      announce(counter.textContent ?? "");
      field.focus();
      return false;
    },
  };
}
