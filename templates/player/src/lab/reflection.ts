// The guided reflection, which counts like the conversation: one prompt after another, each answered in the learner's
// own words and then compared with a model answer. What is written stays in this browser.

import { find } from "./browser.ts";
import { isOfSubstance } from "./exchanges.ts";
import type { LabWords } from "./words.ts";

export interface ReflectionHooks {
  readonly words: LabWords;
  /** What was written under each prompt in an earlier visit. */
  readonly notes: { readonly [prompt: string]: string };
  onNote(prompt: string, text: string): void;
  /** The prompt, counted from 0, has been answered and compared. */
  onCompared(prompt: number): void;
  announce(text: string): void;
}

export interface Reflection {
  /** Shows which prompts are done, and the first that is not; later ones wait. */
  show(done: readonly boolean[]): void;
  /** Moves the focus to where the learner goes on. */
  focus(): void;
}

/** Wires `[data-reflection]`: its prompts in document order. */
export function bindReflection(root: HTMLElement, hooks: ReflectionHooks): Reflection {
  const { words, notes } = hooks;
  const end = root.appendChild(document.createElement("p"));
  end.dataset["reflectionDone"] = "";
  end.tabIndex = -1;

  const prompts = [...root.querySelectorAll<HTMLElement>("[data-prompt]")].map((box, i) => {
    const id = box.dataset["prompt"] ?? "";
    const field = find<HTMLTextAreaElement>(box, "textarea");
    const compare = find(box, "[data-action=compare]");
    const answer = find(box, "[data-model-answer]");
    const hint = document.createElement("p");
    hint.dataset["hint"] = "";
    hint.setAttribute("role", "status");
    compare.after(hint);
    answer.tabIndex = -1;
    field.value = notes[id] ?? "";
    field.addEventListener("input", () => {
      hint.textContent = "";
      hooks.onNote(id, field.value);
    });
    compare.addEventListener("click", () => {
      const written = isOfSubstance(field.value);
      hint.textContent = written ? "" : words.write_first;
      if (!written) {
        field.focus();
        return;
      }
      answer.hidden = false;
      answer.focus(); // Before the button goes, and the focus with it.
      hooks.onCompared(i); // Comes back as show().
      hooks.announce(end.hidden ? words.prompt_done : words.reflection_done);
    });
    return { box, field, compare, answer };
  });

  return {
    show(done) {
      const next = prompts.findIndex((_, i) => !done[i]);
      prompts.forEach(({ box, compare, answer }, i) => {
        const isDone = done[i] === true;
        box.hidden = !isDone && i !== next;
        box.toggleAttribute("data-done", isDone);
        answer.hidden = !isDone;
        compare.hidden = isDone;
      });
      end.textContent = next < 0 ? words.reflection_done : "";
      end.hidden = next >= 0;
    },
    focus() {
      (prompts.find(({ compare }) => !compare.hidden)?.field ?? end).focus();
    },
  };
}
