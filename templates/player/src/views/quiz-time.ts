// A timed attempt: the gate before it, the clock during it; and the wait before the next.

import { clockText, dateOf, now } from "../clock.ts";
import type { QuizContract } from "../contract.ts";
import { retryFrom, timeLimit } from "../parts.ts";
import type { QuizState } from "../session.ts";
import { words } from "./quiz-words.ts";
import { button, make, say } from "./dom.ts";

/** When what is left of the time is said aloud, in seconds. */
const SAID_AT = [600, 300, 60, 30];

export interface QuizTime {
  /** Shows gate or clock. True while the questions are to be seen. */
  show(state: QuizState): boolean;
  /** Which extra time is chosen at the gate: 0 none, else 1 + its place. */
  extra(): number;
}

/** `timeUp` is called once when an attempt's time is over, also when it was over before the page came. */
export function bindQuizTime(part: QuizContract, place: HTMLElement, timeUp: () => void): QuizTime {
  const gate = make("div", { class: "result gate", hidden: true });
  const clock = make("p", { class: "clock", role: "timer", hidden: true });
  const aloud = make("p", { class: "hid", role: "status" });
  place.before(gate, clock, aloud);
  let state: QuizState | null = null;
  let saidAt = Infinity;
  let over = 0;

  const left = (): number => (state?.started ? state.started + timeLimit(part, state) - now() : Infinity);

  const tick = (): void => {
    if (!state?.started || state.submitted) return;
    const rest = left();
    say(clock, words.timeLeft(clockText(rest)));
    clock.classList.toggle("low", rest <= 60);
    const due = SAID_AT.filter((at) => rest <= at).pop();
    if (due !== undefined && due < saidAt) {
      saidAt = due;
      aloud.textContent = words.timeLeftAloud(Math.max(0, rest));
    }
    if (rest > 0 || over === state.started) return;
    over = state.started;
    timeUp();
  };
  if (part.time_limit) setInterval(tick, 1000);

  const drawGate = (): void => {
    gate.replaceChildren(make("h2", {}, words.timedTitle), make("p", {}, words.timed(part.time_limit ?? 0)));
    const factors = part.extra_time ?? [];
    if (factors.length > 0) {
      const choice = (value: number, label: string): HTMLElement =>
        make("label", {}, make("input", { type: "radio", name: `${part.id}_time`, value, ...(value === 0 ? { checked: true } : {}) }), label);
      const options = factors.map((factor, at) => choice(at + 1, words.extraTime(Math.round((part.time_limit ?? 0) * factor))));
      gate.append(make("fieldset", { class: "grants" }, make("legend", {}, words.grants), choice(0, words.noExtraTime(part.time_limit ?? 0)), ...options));
    }
    gate.append(make("p", { class: "acts" }, button("begin", words.begin, true)));
  };

  return {
    show(next) {
      state = next;
      if (!part.time_limit) return true;
      const waits = !next.started && !next.submitted;
      if (waits && gate.hidden) drawGate();
      gate.hidden = !waits;
      clock.hidden = waits || next.submitted;
      if (waits || next.submitted) saidAt = Infinity;
      else queueMicrotask(tick);
      return !waits;
    },
    extra: () => Number(gate.querySelector<HTMLInputElement>(":checked")?.value ?? 0),
  };
}

/** Keeps a retry button and the words beside it true until the wait is over. */
export function bindWait(part: QuizContract, state: QuizState, panel: HTMLElement): void {
  const retry = panel.querySelector<HTMLButtonElement>("[data-action=retry]");
  const from = retryFrom(part, state);
  if (!retry || from <= now()) return;
  const note = make("small", { id: `${part.id}_wait` });
  retry.after(note);
  retry.setAttribute("aria-describedby", note.id);
  const tick = (): void => {
    const isOver = from <= now();
    // The button stays where the focus may be; what it waits for stands beside it.
    retry.setAttribute("aria-disabled", String(!isOver));
    say(note, isOver ? "" : words.retryFrom(dateOf(from), from - now()));
    if (isOver || !panel.isConnected) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
}
