// The DOM wiring of one conversation: composer, status, trouble. The markup stands in view.ts.

import { copyText } from "../clipboard.ts";
import { LONGEST_TURN, TOKEN_BUDGET, type LabProxy } from "../contract.ts";
import type { LabWay } from "../session.ts";
import { BROWSER, find, randomId } from "./browser.ts";
import { sentTurns } from "./budget.ts";
import { ask, type Question } from "./client.ts";
import { bindComposer } from "./composer.ts";
import { converse, endsInFragment, messagesOf, openConversation } from "./conversation.ts";
import type { ConversationEvent, Turn } from "./conversation.ts";
import { judge } from "./exchanges.ts";
import { bindLog } from "./log.ts";
import { passFor } from "./pass.ts";
import { scriptedReply, type Script } from "./script.ts";
import { bindSent, requestText } from "./sent.ts";
import { saveText } from "./take-away.ts";
import type { Transcript } from "./transcript.ts";
import { bindTrouble } from "./trouble.ts";
import type { LabDeps } from "./view.ts";
import { fill, type LabWords } from "./words.ts";

export interface TalkDeps extends Pick<LabDeps, "course" | "part" | "consented" | "onExchange" | "announce"> {
  /** Null where the course was built without one: then the script speaks from the start. */
  readonly proxy: LabProxy | null;
  readonly script: Script | null;
  readonly words: LabWords;
  /** What this browser kept of an earlier visit. */
  readonly transcript: Transcript;
  onChange(changed: Partial<Transcript>): void;
  /** The assistant is away for now, and what takes its place is due. */
  onAway(): void;
}

export interface Talk {
  /** Puts an example into the composer, in the place of another one but below the learner's own words. */
  propose(text: string, examples: readonly string[]): void;
  focus(): void;
  /** The lab came to be done, in whichever way. */
  settled(): void;
}

/** After the first failure of a turn, whatever takes the assistant's place waits no longer for a retry. */
const AWAY_SECONDS = 7;

/** The learner's last turn. */
const lastTurn = (turns: readonly Turn[]): string => turns.filter(({ by }) => by === "learner").at(-1)?.text ?? "";

export function bindTalk(lab: HTMLElement, talk: HTMLElement, deps: TalkDeps): Talk {
  const { course, part, proxy, script, words, transcript } = deps;
  const assistant = lab.dataset["assistant"] ?? "";
  const budget = part.token_budget ?? TOKEN_BUDGET;
  const status = find(talk, "[data-lab-status]");
  const send = find(talk, "[data-action=send]");
  const stop = find(talk, "[data-action=stop]");
  const log = bindLog(find(talk, "[data-log]"), { assistant, words });
  const place = { url: proxy?.url ?? "", model: proxy?.model ?? "", course: course.id, lab: part.id, session: randomId() };
  const pass = passFor(place, BROWSER);
  let state = openConversation(log.greeting, transcript.turns, transcript.draft);
  let control = new AbortController();
  /** The script speaks in the assistant's place until the learner asks for it again. */
  let scripted = proxy === null;

  const question = (turns: readonly Turn[]): Question => ({ ...place, messages: messagesOf(turns, budget) });
  const details = lab.querySelector<HTMLDetailsElement>("[data-sent]");
  const sent =
    details &&
    bindSent(details, () => {
      const draft = state.draft.trim();
      const next: readonly Turn[] = draft === "" ? state.turns : [...state.turns, { by: "learner", text: draft }];
      return requestText(question(next), pass.token());
    });

  const composer = bindComposer(find(talk, "[data-composer]"), {
    most: part.longest_turn ?? LONGEST_TURN,
    words,
    lab: part.id,
    onInput: (text) => dispatch({ type: "drafted", text }),
    onSend: () => submit(),
    announce: deps.announce,
  });
  const { field } = composer;
  const trouble = bindTrouble(find(talk, "[data-trouble]"), find(talk, "[data-meanwhile]"), { field, words, fallback: part.fallback ?? "reflect" });

  const draw = (): void => {
    const busy = state.status !== "ready";
    lab.dataset["status"] = state.status;
    log.show(state, scripted ? state.turns : sentTurns(state.turns, budget));
    composer.show(state.draft);
    // The button stays focusable while it has nothing to do: disabling it would throw the focus away.
    send.setAttribute("aria-disabled", String(busy));
    if (!busy && stop.contains(document.activeElement)) field.focus();
    stop.hidden = !busy;
    trouble.show(state.trouble, scripted && proxy !== null);
    sent?.show();
    if (details) details.hidden = scripted;
  };

  const dispatch = (event: ConversationEvent): boolean => {
    const before = state;
    state = converse(state, event);
    if (state === before) return false;
    draw();
    if (event.type !== "streamed") deps.onChange({ turns: state.turns.slice(log.greeting === "" ? 0 : 1), draft: state.draft });
    return true;
  };

  /** Reports the exchange that the conversation ends in, or tells why it does not count. */
  const count = (reply: string, topics: readonly string[] | null, latencySeconds: number): void => {
    const verdict = judge(state.turns, part.shortest_turn);
    status.textContent =
      verdict === "short" ? fill(words.short, { least: part.shortest_turn ?? 0 }) : verdict === "slight" || verdict === "repeat" ? words[verdict] : "";
    if (verdict !== "counts") return;
    const way: LabWay = state.turns.some(({ from }) => from === "script") ? "scripted" : "assistant";
    const by = state.turns.at(-1)?.from ?? "assistant";
    deps.onExchange({ turn: lastTurn(state.turns), reply, latencySeconds, by, topics, way });
  };

  const recite = (): void => {
    const { text, topics } = scriptedReply(script ?? [], state.turns);
    dispatch({ type: "replied", text, from: "script" });
    count(text, topics, 0);
  };

  /** Asks for the reply to the learner's last turn, and stays until it is there or given up. */
  const exchange = async (): Promise<void> => {
    if (scripted) {
      recite();
      return;
    }
    control = new AbortController();
    const sentAt = performance.now();
    status.textContent = fill(words.waiting, { assistant });
    send.scrollIntoView({ block: "nearest" });
    const patience: (() => void)[] = [];
    const disarm = (): void => patience.splice(0).forEach((end) => end());
    let late = false;
    let overdue = false;
    const standIn = (): void => {
      overdue = script !== null;
      if (overdue) control.abort();
      else deps.onAway();
    };
    const reply = await ask(question(state.turns), pass, BROWSER, control.signal, {
      onText(text) {
        disarm();
        trouble.offer(false);
        dispatch({ type: "streamed", text });
      },
      onRetry(kind, seconds) {
        status.textContent = fill(kind === "busy" ? words.busy : words.once_more, { assistant, seconds: Math.ceil(seconds) });
        trouble.offer(true);
        if (!late) patience.push(BROWSER.after(AWAY_SECONDS, standIn));
        late = true;
      },
    });
    disarm();
    trouble.offer(false);
    if (reply.ok) {
      dispatch({ type: "replied", text: reply.text });
      count(reply.text, reply.topics, (performance.now() - sentAt) / 1000);
      return;
    }
    const stopped = reply.kind === "stopped" && !overdue;
    status.textContent = stopped ? words.stopped : "";
    if (stopped || script === null) {
      dispatch({ type: "failed", kind: reply.kind, text: reply.text });
      if (!stopped) deps.onAway();
      return;
    }
    scripted = true;
    if (reply.text.trim() !== "") {
      dispatch({ type: "failed", kind: reply.kind, text: reply.text });
      dispatch({ type: "resent" });
    }
    deps.onAway();
    recite();
  };

  const go = (event: ConversationEvent): void => {
    // Nothing leaves before the learner has agreed, whatever the page shows.
    if ((scripted || deps.consented()) && dispatch(event)) void exchange();
  };
  const submit = (): void => {
    dispatch({ type: "drafted", text: field.value });
    if (composer.fits()) go({ type: "sent" });
  };
  const retry = (): void => {
    scripted = proxy === null;
    draw();
    if (endsInFragment(state)) go({ type: "resent" });
    else if (state.draft.trim() !== "") submit();
    else field.focus();
  };

  stop.addEventListener("click", () => control.abort());
  find(talk, "[data-action=retry-send]").addEventListener("click", retry);
  find(talk, "[data-action=save]").addEventListener("click", () => saveText(`${log.text()}\n`, `${part.id}.txt`));
  find(talk, "[data-action=copy]").addEventListener("click", () => {
    void copyText(log.text()).then((copied) => {
      if (!copied) log.select();
      status.textContent = copied ? words.copied : words.copy_refused;
    });
  });
  draw();

  return {
    propose(text, examples) {
      const own = examples.some((example) => example.trim() === field.value.trim()) ? "" : field.value.trim();
      dispatch({ type: "drafted", text: own === "" ? text : `${own}\n\n${text}` });
    },
    focus: () => field.focus(),
    settled: () => trouble.settled(),
  };
}
