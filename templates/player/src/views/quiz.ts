// A quiz or test on the stage. The page brings the questions; here come the buttons, the feedback and the result.
//
// Feedback at once: each question is checked by itself and is then closed. Else answers may change, every change is
// kept, and the whole is submitted. What the learner sees follows from the quiz's state alone, so that coming back
// shows the same as having stayed.

import type { QuestionKey, QuizContract } from "../contract.ts";
import { answersAtOnce } from "../parts.ts";
import { questionType } from "../questions/index.ts";
import type { QuestionType } from "../questions/types.ts";
import type { QuizState, SessionEvent } from "../session.ts";
import { shuffled } from "../shuffle.ts";
import type { AnswerRecord } from "../transport.ts";
import { words } from "../words.ts";
import { button, focusOn, make, say } from "./dom.ts";
import { clearFeedback, showFeedback } from "./feedback.ts";
import { resultPanel } from "./result.ts";

export interface QuizDeps {
  readonly part: QuizContract;
  /** In the author's order. */
  readonly keys: readonly QuestionKey[];
  /** Null where the quiz has nothing to pass. */
  readonly mastery: number | null;
  /** Opaque; gives each learner an order of their own, the same at every visit. */
  readonly learner: string;
  dispatch(event: SessionEvent, answers?: readonly AnswerRecord[]): void;
}

export interface QuizView {
  show(state: QuizState): void;
}

interface Asked {
  readonly key: QuestionKey;
  readonly type: QuestionType<QuestionKey>;
  readonly field: HTMLElement;
  readonly inputs: readonly HTMLInputElement[];
  /** Feedback at once: the button's row. */
  readonly acts: HTMLElement | null;
  /** Milliseconds since 1970, 0 before. */
  shownAt: number;
  changedAt: number;
}

export function bindQuiz(section: HTMLElement, deps: QuizDeps): QuizView {
  const { part, keys } = deps;
  const atOnce = answersAtOnce(part);
  const place = section.querySelector<HTMLElement>("[data-questions]") ?? section;
  const count = make("p", { role: "status", "data-answered": true });
  const bar = make("div", { class: atOnce ? "bar" : "bar stay" }, count);
  const submit = button("submit", words.submit, true);
  const confirm = make("div", { class: "confirm acts", hidden: true });
  let state: QuizState | null = null;
  let panel: HTMLElement | null = null;

  const asked: Asked[] = keys.map((key) => {
    const field = place.querySelector<HTMLElement>(`[data-question="${key.id}"]`) ?? make("fieldset");
    const acts = atOnce ? make("p", { class: "acts" }, button("answer", words.check)) : null;
    if (acts) field.append(acts);
    field.tabIndex = -1;
    return { key, type: questionType(key), field, inputs: [...field.querySelectorAll("input")], acts, shownAt: 0, changedAt: 0 };
  });
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const question = asked.find(({ field }) => field === entry.target);
      if (entry.isIntersecting && question) question.shownAt ||= Date.now();
    }
  });
  for (const { field } of asked) seen.observe(field);

  const slots = (): readonly number[] => state?.slots ?? [];
  const earned = (): number =>
    asked.reduce((sum, { key, type }, i) => sum + type.earned(key, type.response(key, slots()[i] ?? 0)), 0);
  const answeredCount = (): number => slots().filter(Boolean).length;

  const record = ({ key, type, shownAt, changedAt }: Asked, response: readonly string[], at: number): AnswerRecord => ({
    part: part.id,
    attempt: state?.attempt || 1,
    key,
    response,
    correct: type.earned(key, response) === key.points,
    at: new Date(at),
    latencySeconds: shownAt === 0 ? 0 : Math.max(0, (at - Math.max(shownAt, changedAt < at ? changedAt : 0)) / 1000),
  });

  /** A message tied to the question, kindly. */
  const plead = ({ field, acts }: Asked, text: string): void => {
    field.querySelector(".plea")?.remove();
    const id = `${field.dataset["question"]}_plea`;
    if (text === "") field.removeAttribute("aria-describedby");
    else {
      acts?.append(make("span", { class: "plea", id, role: "alert" }, text));
      field.setAttribute("aria-describedby", id);
    }
  };

  const check = (i: number): void => {
    const question = asked[i];
    if (!question || slots()[i] !== 0) return;
    const { key, type, field } = question;
    const response = type.read(field, key);
    const slot = type.slot(key, response);
    if (slot === 0) {
      plead(question, words.chooseOne);
      question.inputs[0]?.focus();
      return;
    }
    const points = earned() + type.earned(key, response);
    deps.dispatch({ type: "answered", part: part.id, question: i, slot, earned: points }, [record(question, response, Date.now())]);
    focusOn(field.querySelector<HTMLElement>(".told") ?? field);
  };

  const change = (i: number): void => {
    const question = asked[i];
    if (!question) return;
    plead(question, "");
    confirm.hidden = true;
    if (atOnce) return;
    const { key, type, field } = question;
    question.changedAt = Date.now();
    deps.dispatch({ type: "chosen", part: part.id, question: i, slot: type.slot(key, type.read(field, key)) });
  };

  const send = (): void => {
    const answers = asked.flatMap((question, i) => {
      const slot = slots()[i] ?? 0;
      return slot ? [record(question, question.type.response(question.key, slot), question.changedAt || Date.now())] : [];
    });
    deps.dispatch({ type: "submitted", part: part.id, earned: earned() }, answers);
    if (panel) {
      panel.scrollIntoView({ block: "start" });
      panel.querySelector("h2")?.focus({ preventScroll: true });
    }
  };

  const actions: { readonly [action: string]: (from: Element) => void } = {
    answer: (from) => check(asked.findIndex(({ field }) => field.contains(from))),
    submit() {
      const left = keys.length - answeredCount();
      if (left === 0) return send();
      if (left === keys.length) {
        confirm.replaceChildren(make("p", { role: "alert" }, words.nothingYet), button("first", words.goBack));
        confirm.hidden = false;
        confirm.querySelector("button")?.focus();
        return;
      }
      confirm.replaceChildren(make("p", { role: "alert" }, words.confirm(left)), button("confirm", words.submitAnyway, true), button("first", words.goBack));
      confirm.hidden = false;
      confirm.querySelector("button")?.focus();
    },
    confirm: send,
    first() {
      confirm.hidden = true;
      const open = asked[shownOrder().find((i) => slots()[i] === 0) ?? 0];
      if (open) focusOn(open.inputs[0] ?? open.field);
    },
    retry() {
      deps.dispatch({ type: "retried", part: part.id });
      const first = asked[shownOrder()[0] ?? 0];
      first?.field.scrollIntoView({ block: "start" });
      first?.field.focus({ preventScroll: true });
    },
  };
  section.addEventListener("click", (event) => {
    const from = (event.target as Element).closest("button[data-action]");
    if (from) actions[from.getAttribute("data-action") ?? ""]?.(from);
  });
  section.addEventListener("change", (event) => change(asked.findIndex(({ field }) => field.contains(event.target as Node))));

  /** The questions' numbers in the author's order, as they stand on the screen. */
  const shownOrder = (): readonly number[] => {
    const fields = [...place.children];
    return asked.map((_, i) => i).sort((a, b) => fields.indexOf(asked[a]?.field ?? place) - fields.indexOf(asked[b]?.field ?? place));
  };

  /** Puts questions and options into this attempt's order. */
  const arrange = (attempt: number): void => {
    const order = part.shuffle?.includes("questions") ? shuffled(asked, deps.learner, part.id, attempt) : asked;
    order.forEach(({ key, field, inputs }, i) => {
      place.append(field);
      const number = field.querySelector("legend b");
      if (number) say(number, String(i + 1));
      if (!part.shuffle?.includes("choices")) return;
      const rows = shuffled(inputs, deps.learner, part.id, attempt, key.id).map((input) => input.closest("label") ?? input);
      inputs[0]?.closest("label")?.before(make("i"));
      field.querySelector("fieldset > i")?.replaceWith(...rows);
    });
  };

  const showQuestion = ({ key, type, field, inputs, acts }: Asked, slot: number, fresh: boolean, isEarly: boolean): void => {
    const closed = state?.submitted === true || (atOnce && slot !== 0);
    const response = type.response(key, slot);
    // A choice that has not been checked yet is the learner's alone and stays; so does one made before the script was there.
    if (closed || slot !== 0 || (fresh && !isEarly)) type.show(field, response);
    if (!fresh && field.classList.contains("shut") === closed) return;
    field.classList.toggle("shut", closed);
    for (const input of inputs) input.disabled = closed;
    if (acts) acts.hidden = closed;
    if (closed && part.feedback !== "never") showFeedback(field, key, response, type.earned(key, response) === key.points);
    else clearFeedback(field);
  };

  const showResult = ({ submitted, best, attempt }: QuizState): void => {
    panel?.remove();
    panel = null;
    if (!submitted) return;
    const left = part.attempts ? Math.max(0, part.attempts - attempt) : null;
    panel = resultPanel({ part, earned: earned(), best: best ?? 0, mastery: deps.mastery, left });
    if (atOnce) bar.after(panel);
    else place.before(panel);
  };

  place.after(bar);
  if (!atOnce) bar.append(submit, confirm);

  return {
    show(next) {
      if (state === next) return;
      const again = state?.submitted === true && !next.submitted;
      const fresh = state === null || again;
      const isEarly = state === null;
      state = next;
      if (fresh) arrange(next.attempt);
      asked.forEach((question, i) => {
        if (again) question.shownAt = Date.now();
        showQuestion(question, next.slots[i] ?? 0, fresh, isEarly);
      });
      say(count, words.answered(answeredCount(), keys.length));
      bar.hidden = next.submitted && !atOnce;
      confirm.hidden = true;
      showResult(next);
      if (isEarly && !next.submitted) {
        for (const [i, { key, type, field }] of asked.entries()) if (next.slots[i] === 0 && type.read(field, key).length > 0) change(i);
      }
    },
  };
}
