// One question of a quiz on the stage: its controls, its hints, and what it says when it is closed.

import type { QuestionKey } from "../contract.ts";
import { hundredths } from "../questions/credit.ts";
import { questionType } from "../questions/index.ts";
import type { Desk, Mix, QuestionType, Response, Slot } from "../questions/types.ts";
import type { AnswerRecord } from "../transport.ts";
import { words } from "./quiz-words.ts";
import { button, focusOn, make, nodes } from "./dom.ts";
import { clearFeedback, showFeedback } from "./feedback.ts";

export interface Asked {
  readonly key: QuestionKey;
  readonly type: QuestionType<QuestionKey>;
  readonly field: HTMLElement;
  /** Milliseconds since 1970, 0 before. */
  shownAt: number;
  changedAt: number;
  read(): Response;
  /** Points for a response, what its hints cost taken off. */
  earned(response: Response, hints: number): number;
  arrange(mix: Mix, shuffle: boolean): void;
  show(state: QuestionState): void;
  /** A message tied to the question; "" takes it away. */
  plead(text: string): void;
  focus(): void;
}

export interface QuestionState {
  readonly slot: Slot;
  readonly hints: number;
  readonly closed: boolean;
  /** A new attempt begins, or the page has just come. */
  readonly fresh: boolean;
  /** The page has just come: what the learner chose before the script was there stays. */
  readonly isEarly: boolean;
  /** What was answered is told. */
  readonly told: boolean;
  readonly reveal: boolean;
}

export interface QuestionHooks extends Desk {
  /** Feedback at once: each question has a button of its own. */
  readonly atOnce: boolean;
}

const CONTROLS = "input, select, textarea, [data-move], [data-action=compare]";

export function bindQuestion(field: HTMLElement, key: QuestionKey, hooks: QuestionHooks): Asked {
  const type = questionType(key);
  const acts = make("p", { class: "acts" });
  const hints = make("div", { class: "hints", role: "status" });
  const more = key.hints?.length ? button("hint", "") : null;
  type.bind?.(field, key, hooks);
  if (hooks.atOnce) acts.append(button("answer", words.check));
  if (more) acts.append(more);
  if (key.hints?.length) field.append(hints);
  if (acts.childNodes.length > 0) field.append(acts);
  field.tabIndex = -1;
  let shown = -1;

  const showHints = (count: number, closed: boolean): void => {
    if (count !== shown) hints.replaceChildren(...(key.hints ?? []).slice(0, count).map((hint, place) => {
      const box = make("div", {}, make("b", {}, words.hint(place + 1)));
      box.append(nodes(hint));
      return box;
    }));
    shown = count;
    if (!more) return;
    more.hidden = closed || count >= (key.hints?.length ?? 0);
    more.textContent = words.showHint(key.hint_cost ?? 0);
  };

  return {
    key,
    type,
    field,
    shownAt: 0,
    changedAt: 0,
    read: () => type.read(field, key),
    earned: (response, taken) => Math.max(0, hundredths(type.earned(key, response) - taken * (key.hint_cost ?? 0))),
    arrange: (mix, shuffle) => type.arrange?.(field, key, mix, shuffle),
    show({ slot, hints: taken, closed, fresh, isEarly, told, reveal }) {
      const response = type.response(key, slot);
      // What has not been checked yet is the learner's alone and stays; so does what was chosen before the script was there.
      if (closed || slot || (fresh && !isEarly)) type.show(field, response, key);
      showHints(taken, closed);
      if (!fresh && field.classList.contains("shut") === closed && field.querySelector(".told") !== null === told) return;
      field.classList.toggle("shut", closed);
      for (const control of field.querySelectorAll<HTMLInputElement>(CONTROLS)) control.disabled = closed;
      const check = acts.querySelector<HTMLElement>("[data-action=answer]");
      if (check) check.hidden = closed;
      if (told) {
        // A long text is not in the saved state, only on the screen.
        const answer = key.type === "long-text" && slot ? type.read(field, key) : response;
        showFeedback(field, { key, type, response: answer.length > 0 ? answer : response, earned: this.earned(response, taken), reveal });
      } else clearFeedback(field);
    },
    plead(text) {
      field.querySelector(".plea[id]")?.remove();
      const id = `${key.id}_plea`;
      const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
      if (text !== "") {
        acts.append(make("span", { class: "plea", id, role: "alert" }, text));
        described.push(id);
      }
      if (described.length > 0) field.setAttribute("aria-describedby", described.join(" "));
      else field.removeAttribute("aria-describedby");
    },
    /** The first thing that takes an answer. */
    focus: () => focusOn(field.querySelector<HTMLElement>(CONTROLS) ?? field),
  };
}

/** One answer as the transports record it. */
export function answerRecord(asked: Asked, part: string, attempt: number, response: Response, hints: number, at: number): AnswerRecord {
  const { key, type, shownAt, changedAt } = asked;
  return {
    part,
    attempt,
    key,
    response,
    given: type.given(key, response),
    correct: key.points === 0 ? null : type.earned(key, response) === key.points,
    earned: asked.earned(response, hints),
    at: new Date(at),
    latencySeconds: shownAt === 0 ? 0 : Math.max(0, (at - Math.max(shownAt, changedAt < at ? changedAt : 0)) / 1000),
  };
}
