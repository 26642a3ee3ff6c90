// The DOM wiring of one conversation: composer, status, trouble. The markup stands in view.ts.

import type { LabProxy } from "../contract.ts";
import { BROWSER, find, randomId } from "./browser.ts";
import { ask } from "./client.ts";
import { converse, endsInFragment, messagesOf, openConversation } from "./conversation.ts";
import type { ConversationEvent } from "./conversation.ts";
import { judge } from "./exchanges.ts";
import { bindLog } from "./log.ts";
import type { Transcript } from "./transcript.ts";
import type { LabDeps } from "./view.ts";
import type { LabWords } from "./words.ts";

export interface TalkDeps extends Pick<LabDeps, "course" | "part" | "consented" | "onExchange"> {
  readonly proxy: LabProxy;
  readonly words: LabWords;
  /** What this browser kept of an earlier visit. */
  readonly transcript: Transcript;
  onChange(changed: Partial<Transcript>): void;
}

export interface Talk {
  /** Puts an example into the composer, in the place of another one but below the learner's own words. */
  propose(text: string, examples: readonly string[]): void;
  focus(): void;
}

export function bindTalk(lab: HTMLElement, talk: HTMLElement, deps: TalkDeps): Talk {
  const { course, part, proxy, words, transcript } = deps;
  const assistant = lab.dataset["assistant"] ?? "";
  const status = find(talk, "[data-lab-status]");
  const composer = find(talk, "[data-composer]");
  const field = find<HTMLTextAreaElement>(composer, "textarea");
  const send = find(composer, "[data-action=send]");
  const stop = find(composer, "[data-action=stop]");
  const trouble = find(talk, "[data-trouble]");
  const said = find(trouble, "p");
  const retry = find(trouble, "[data-action=retry-send]");
  const log = bindLog(find(talk, "[data-log]"), { assistant, words });
  const session = randomId();
  let state = openConversation(log.greeting, transcript.turns, transcript.draft);
  let control = new AbortController();

  /** Hides or shows an element; the focus, if it goes, goes on to the composer. */
  const hide = (element: HTMLElement, hidden: boolean): void => {
    if (hidden && element.contains(document.activeElement)) field.focus();
    element.hidden = hidden;
  };

  const draw = (): void => {
    const busy = state.status !== "ready";
    lab.dataset["status"] = state.status;
    log.show(state);
    if (field.value !== state.draft) field.value = state.draft;
    // The button stays focusable while it has nothing to do: disabling it would throw the focus away.
    send.setAttribute("aria-disabled", String(busy));
    hide(stop, !busy);
    hide(trouble, state.trouble === null);
    retry.hidden = state.trouble === "refused";
    // Filled after it is shown, or role=alert says nothing; not filled again, or it says it twice.
    const text = state.trouble === null ? "" : words.trouble[state.trouble];
    if (said.textContent !== text) said.textContent = text;
  };

  const dispatch = (event: ConversationEvent): boolean => {
    const before = state;
    state = converse(state, event);
    if (state === before) return false;
    draw();
    if (event.type !== "streamed") deps.onChange({ turns: state.turns.slice(log.greeting === "" ? 0 : 1), draft: state.draft });
    return true;
  };

  /** Asks for the reply to the learner's last turn, and stays until it is there or given up. */
  const exchange = async (): Promise<void> => {
    control = new AbortController();
    const sentAt = performance.now();
    status.textContent = words.waiting(assistant);
    composer.scrollIntoView({ block: "nearest" });
    const { url, model } = proxy;
    const question = { url, model, course: course.id, lab: part.id, session, messages: messagesOf(state.turns) };
    const reply = await ask(question, BROWSER, control.signal, {
      onText: (text) => dispatch({ type: "streamed", text }),
      onRetry(kind, seconds) {
        status.textContent = kind === "busy" ? words.busyFor(assistant, Math.ceil(seconds)) : words.onceMore(assistant);
      },
    });
    dispatch(reply.ok ? { type: "replied", text: reply.text } : { type: "failed", kind: reply.kind, text: reply.text });
    const verdict = judge(state.turns);
    if (!reply.ok) status.textContent = reply.kind === "stopped" ? words.stopped : "";
    else status.textContent = verdict === "repeat" || verdict === "slight" ? words[verdict] : "";
    if (!reply.ok || verdict !== "counts") return;
    const turn = state.turns.filter(({ by }) => by === "learner").at(-1)?.text ?? "";
    deps.onExchange({ turn, reply: reply.text, latencySeconds: (performance.now() - sentAt) / 1000 });
  };

  const go = (event: ConversationEvent): void => {
    // Nothing leaves before the learner has agreed, whatever the page shows.
    if (deps.consented() && dispatch(event)) void exchange();
  };
  const submit = (): void => {
    dispatch({ type: "drafted", text: field.value });
    go({ type: "sent" });
  };

  stop.addEventListener("click", () => control.abort());
  retry.addEventListener("click", () => (endsInFragment(state) ? go({ type: "resent" }) : submit()));
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => dispatch({ type: "drafted", text: field.value }));
  field.addEventListener("keydown", (event) => {
    // While an input method composes, Enter accepts its candidate; Safari says so by the key code alone.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  draw();

  return {
    propose(text, examples) {
      const own = examples.some((example) => example.trim() === field.value.trim()) ? "" : field.value.trim();
      dispatch({ type: "drafted", text: own === "" ? text : `${own}\n\n${text}` });
    },
    focus: () => field.focus(),
  };
}
