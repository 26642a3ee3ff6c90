// A quiz or test on the stage. The page brings the questions; here come the buttons, the feedback and the result.
//
// Feedback at once: each question is checked by itself and is then closed. Else answers may change, every change is
// kept, and the whole is submitted. What the learner sees follows from the quiz's state alone, so that coming back
// shows the same as having stayed.

import { now } from "../clock.ts";
import type { QuestionKey, QuizContract } from "../contract.ts";
import { drawnQuestions } from "../draw.ts";
import { answersAtOnce, canRetry, knownAs } from "../parts.ts";
import { hundredths } from "../questions/credit.ts";
import type { Mix, Response, Slot } from "../questions/types.ts";
import type { QuizState, SessionEvent } from "../session.ts";
import { shuffled } from "../shuffle.ts";
import type { AnswerRecord } from "../transport.ts";
import { words } from "./quiz-words.ts";
import { button, make, say } from "./dom.ts";
import { answerRecord, type Asked, bindQuestion } from "./question.ts";
import { bindQuizTime, bindWait } from "./quiz-time.ts";
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
  /** Calls `run` before the last report of a page that goes away. */
  beforeLeaving(run: () => void): void;
  /** Texts that stay in this browser, by the question's id. */
  recall(question: string): string | null;
  keep(question: string, text: string): void;
}

export interface QuizView {
  show(state: QuizState): void;
}

/** A change that is typed is kept when the learner rests for so long, or leaves the field. */
const TYPING_MS = 1200;

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
  /** The numbers of the questions of this attempt, as they stand on the screen. */
  let order: readonly number[] = keys.map((_key, i) => i);
  let typing: ReturnType<typeof setTimeout> | undefined;
  /** The number of the question that is being typed in. */
  let typedIn = -1;

  const asked: Asked[] = keys.map((key, i) => {
    const field = place.querySelector<HTMLElement>(`[data-question="${key.id}"]`) ?? make("fieldset");
    return bindQuestion(field, key, { atOnce, changed: () => change(i), recall: () => deps.recall(knownAs(key)), keep: (text) => deps.keep(knownAs(key), text) });
  });
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const question = asked.find(({ field }) => field === entry.target);
      if (entry.isIntersecting && question) question.shownAt ||= Date.now();
    }
  });
  for (const { field } of asked) seen.observe(field);

  const slotOf = (i: number): Slot => state?.slots[i] ?? 0;
  const hintsOf = (i: number): number => state?.hints?.[i] ?? 0;
  const responseTo = (i: number): Response => {
    const question = asked[i];
    return question ? question.type.response(question.key, slotOf(i)) : [];
  };
  const earned = (): number => hundredths(order.reduce((sum, i) => sum + (slotOf(i) ? (asked[i]?.earned(responseTo(i), hintsOf(i)) ?? 0) : 0), 0));
  const answeredCount = (): number => order.filter((i) => slotOf(i)).length;

  const check = (i: number): void => {
    const question = asked[i];
    if (!question || slotOf(i)) return;
    const { key, type, field } = question;
    const response = question.read();
    const slot = type.slot(key, response);
    if (!slot) {
      question.plead(words.chooseOne);
      question.focus();
      return;
    }
    const points = hundredths(earned() + question.earned(response, hintsOf(i)));
    const record = answerRecord(question, part.id, state?.attempt || 1, response, hintsOf(i), Date.now());
    deps.dispatch({ type: "answered", part: part.id, question: i, slot, earned: points, at: now() }, [record]);
    const told = field.querySelector<HTMLElement>(".told") ?? field;
    told.focus({ preventScroll: true });
    told.scrollIntoView({ block: "nearest" });
  };

  const change = (i: number): void => {
    const question = asked[i];
    if (!question) return;
    question.plead("");
    confirm.hidden = true;
    if (atOnce || state?.submitted) return;
    question.changedAt = Date.now();
    deps.dispatch({ type: "chosen", part: part.id, question: i, slot: question.type.slot(question.key, question.read()) });
  };
  const indexOf = (node: EventTarget | null): number => asked.findIndex(({ field }) => field.contains(node as Node));
  /** What is being typed is kept now: the learner goes on, or away. */
  const flush = (): void => {
    clearTimeout(typing);
    const isDue = typing !== undefined;
    typing = undefined;
    if (isDue) change(typedIn);
  };

  const send = (late = false): void => {
    flush();
    const answers = order.flatMap((i) => {
      const question = asked[i];
      if (!question || !slotOf(i) || atOnce || state?.kept?.[i]) return [];
      // A long text is not in the saved state, only on the screen.
      const read = question.read();
      const response = question.key.type === "long-text" && read.length > 0 ? read : responseTo(i);
      return [answerRecord(question, part.id, state?.attempt || 1, response, hintsOf(i), question.changedAt || Date.now())];
    });
    deps.dispatch({ type: "submitted", part: part.id, earned: earned(), at: now(), ...(late ? { late } : {}) }, answers);
    if (!panel) return;
    panel.scrollIntoView({ block: "start" });
    panel.querySelector("h2")?.focus({ preventScroll: true });
  };
  const time = bindQuizTime(part, place, () => send(true));

  const actions: { readonly [action: string]: (from: Element) => void } = {
    answer: (from) => check(indexOf(from)),
    hint: (from) => deps.dispatch({ type: "hinted", part: part.id, question: indexOf(from) }),
    begin() {
      deps.dispatch({ type: "begun", part: part.id, at: now(), extra: time.extra() });
      asked[order[0] ?? 0]?.field.focus();
    },
    submit() {
      flush();
      const left = order.length - answeredCount();
      if (left === 0) return send();
      const ask = left === order.length ? [words.nothingYet] : [words.confirm(left)];
      const buttons = left === order.length ? [] : [button("confirm", words.submitAnyway, true)];
      confirm.replaceChildren(make("p", { role: "alert" }, ...ask), ...buttons, button("first", words.goBack));
      confirm.hidden = false;
      confirm.querySelector("button")?.focus();
    },
    confirm: () => send(),
    first() {
      confirm.hidden = true;
      asked[order.find((i) => !slotOf(i)) ?? order[0] ?? 0]?.focus();
    },
    retry(from) {
      if (from.getAttribute("aria-disabled") === "true") return;
      const keep = part.retry === "wrong" ? order.filter((i) => isRight(i)) : [];
      deps.dispatch({ type: "retried", part: part.id, at: now(), keep });
      const first = asked[order.find((i) => !slotOf(i)) ?? order[0] ?? 0];
      const field = place.hidden ? section.querySelector<HTMLElement>("[data-action=begin]") : first?.field;
      field?.scrollIntoView({ block: "start" });
      field?.focus({ preventScroll: true });
    },
  };
  const isRight = (i: number): boolean => {
    const question = asked[i];
    return question !== undefined && Boolean(slotOf(i)) && question.type.earned(question.key, responseTo(i)) === question.key.points;
  };
  section.addEventListener("click", (event) => {
    const from = (event.target as Element).closest("button[data-action]");
    if (from) actions[from.getAttribute("data-action") ?? ""]?.(from);
  });
  section.addEventListener("change", (event) => {
    clearTimeout(typing);
    typing = undefined;
    change(indexOf(event.target));
  });
  section.addEventListener("input", (event) => {
    if (!(event.target as Element).matches("input[data-answer], input[data-blank]")) return;
    clearTimeout(typing);
    typedIn = indexOf(event.target);
    typing = setTimeout(flush, TYPING_MS);
  });
  deps.beforeLeaving(flush);

  /** Puts questions and options into this attempt's order, and away what it does not ask. */
  const arrange = (next: QuizState): void => {
    const ids = keys.map(knownAs);
    const drawn = drawnQuestions(part, ids, deps.learner, next.attempt, next.slots);
    order = part.shuffle?.includes("questions") ? shuffled(keys.map((_key, i) => i), deps.learner, knownAs(part), next.attempt).filter((i) => drawn.includes(i)) : drawn;
    for (const { field } of asked) field.remove();
    order.forEach((i, at) => {
      const question = asked[i];
      if (!question) return;
      place.append(question.field);
      const number = question.field.querySelector("legend b");
      if (number) say(number, String(at + 1));
      const mix: Mix = (items) => shuffled(items, deps.learner, knownAs(part), next.attempt, knownAs(question.key));
      question.arrange(mix, part.shuffle?.includes("choices") ?? false);
    });
  };

  const showResult = (own: QuizState): void => {
    panel?.remove();
    panel = null;
    if (!own.submitted) return;
    const left = part.attempts ? Math.max(0, part.attempts - own.attempt) : null;
    panel = resultPanel({ part, earned: earned(), counted: own.best ?? 0, mastery: deps.mastery, left, told: isTold(own) });
    if (atOnce) bar.after(panel);
    else place.before(panel);
    bindWait(part, own, panel);
  };

  /** True when what was answered is told: as the author has it, and while another attempt is left not before it. */
  const isTold = (own: QuizState): boolean => {
    if (part.feedback === "never") return false;
    return part.feedback !== "after-last" || !canRetry(part, own) || (deps.mastery !== null && earned() / (part.points || 1) >= deps.mastery - 1e-9);
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
      if (fresh) arrange(next);
      const open = time.show(next);
      place.hidden = !open;
      bar.hidden = !open || (next.submitted && !atOnce);
      const told = isTold(next);
      const reveal = part.retry !== "wrong" || !canRetry(part, { ...next, submitted: true });
      for (const i of order) {
        const slot = slotOf(i);
        const question = asked[i];
        if (again && question) question.shownAt = Date.now();
        const kept = next.kept?.[i] === true;
        const closed = next.submitted || kept || (atOnce && Boolean(slot));
        question?.show({ slot, hints: hintsOf(i), closed, fresh, isEarly, told: closed && told && (next.submitted || atOnce), reveal });
      }
      say(count, words.answered(answeredCount(), order.length));
      confirm.hidden = true;
      showResult(next);
      // Another window answered the rest, or a new version of the course took away what was open: the attempt is done.
      if (atOnce && open && !next.submitted && order.length > 0 && answeredCount() === order.length)
        queueMicrotask(() => state === next && deps.dispatch({ type: "submitted", part: part.id, earned: earned(), at: now() }));
      // What was chosen before the script was there.
      if (isEarly && open && !next.submitted) for (const i of order) if (!next.slots[i] && (asked[i]?.read().length ?? 0) > 0) change(i);
    },
  };
}
