// What one question says after it is closed: signs on its options, and the feedback for what was chosen.

import type { QuestionKey } from "../contract.ts";
import { words } from "../words.ts";
import { make, nodes } from "./dom.ts";

/** An option's row, by the choice's id. */
export function optionRow(field: HTMLElement, choice: string): HTMLElement | null {
  return field.querySelector<HTMLInputElement>(`input[value="${choice}"]`)?.closest("label") ?? null;
}

export function clearFeedback(field: HTMLElement): void {
  for (const old of field.querySelectorAll(".mark, .told")) old.remove();
  for (const row of field.querySelectorAll("label")) row.classList.remove("right", "wrong");
}

/** Marks the options and returns the feedback, which stands at the end of the question and can take the focus. */
export function showFeedback(field: HTMLElement, key: QuestionKey, response: readonly string[], correct: boolean): HTMLElement {
  clearFeedback(field);
  const tone = correct ? "right" : "wrong";
  const told = make("div", { class: `told ${tone}`, tabindex: -1, role: "group", "aria-label": words.feedback });
  const verdict = response.length === 0 ? words.unanswered : correct ? words.right : words.wrong;
  told.append(make("p", { class: "verdict" }, verdict));
  for (const choice of key.choices) {
    const chosen = response.includes(choice.id);
    if (!chosen && !choice.correct) continue;
    const several = key.type === "multiple-choice";
    const word = chosen ? (choice.correct ? words.yoursAndRight : words.yours) : several ? words.notYours : words.rightAnswer;
    const row = optionRow(field, choice.id);
    row?.classList.add(choice.correct ? "right" : "wrong");
    row?.append(make("em", { class: "mark" }, word));
    // What was chosen is explained; so is the right option where nothing or too little was chosen.
    if (choice.feedback && (chosen || (several && choice.correct) || response.length === 0)) told.append(nodes(choice.feedback));
  }
  field.append(told);
  return told;
}
