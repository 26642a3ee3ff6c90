// What one question says after it is closed: signs on its options, and the feedback for what was answered.

import type { QuestionKey } from "../contract.ts";
import type { QuestionType, Response } from "../questions/types.ts";
import { words } from "./quiz-words.ts";
import { make, nodes } from "./dom.ts";

export interface Judged {
  readonly key: QuestionKey;
  readonly type: QuestionType<QuestionKey>;
  readonly response: Response;
  /** Points, what hints cost taken off. */
  readonly earned: number;
  /** The right answer is shown too. */
  readonly reveal: boolean;
}

export function clearFeedback(field: HTMLElement): void {
  for (const old of field.querySelectorAll(".mark, .told")) old.remove();
  for (const row of field.querySelectorAll(".right, .wrong")) row.classList.remove("right", "wrong");
}

/** Marks the options and returns the feedback, which stands at the end of the question and can take the focus. */
export function showFeedback(field: HTMLElement, { key, type, response, earned, reveal }: Judged): HTMLElement {
  clearFeedback(field);
  const full = type.earned(key, response);
  const verdict = response.length === 0 ? "unanswered" : key.points === 0 ? "noted" : full === key.points ? "right" : full > 0 ? "partly" : "wrong";
  const tone = verdict === "noted" ? "" : verdict === "right" ? "right" : verdict === "partly" ? "partly" : "wrong";
  const told = make("div", { class: `told ${tone}`, tabindex: -1, role: "group", "aria-label": words.feedback });
  const heading = make("p", { class: "verdict" }, words[verdict]);
  if (key.points > 0 && response.length > 0 && (verdict === "partly" || earned < full)) heading.append(make("small", {}, ` ${words.earned(earned, key.points)}`));
  told.append(heading);
  const own = verdict === "right" || verdict === "noted" ? key.told?.right : verdict === "partly" ? key.told?.partly || key.told?.wrong : key.told?.wrong;
  if (own) told.append(nodes(own));
  for (const said of type.mark(field, key, response, reveal)) told.append(typeof said === "string" ? nodes(said) : said);
  if (key.told?.model_answer && reveal && key.type !== "long-text") told.append(make("p", { class: "sub-title" }, words.modelAnswer), nodes(key.told.model_answer));
  field.append(told);
  return told;
}
