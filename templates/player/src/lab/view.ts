// Wires one lab's section: consent, conversation, trouble, guided reflection. The markup that it finds:
//
// <section data-part="lab-1" data-kind="lab">
//   … task … <button type="button" data-action="example">full text</button>
//   <div data-lab="lab-1" data-assistant="Lab Assistant">
//     <p class="lab-count"><span data-exchanges>0</span> of <span data-exchanges-minimum>3</span> exchanges</p>
//     <li data-topic="tails">a point to touch</li>
//     <div data-greeting>…</div>  <script type="application/json" data-script>…</script>  (with `fallback: scripted`)
//     <div data-reflection hidden> intro
//       <div data-prompt="lab-1-r1"> <p>prompt</p> <label>…<textarea></textarea></label>
//         <button data-action="compare">Compare with a model answer</button>
//         <div data-model-answer hidden>…</div> </div> … </div>
//   </div>
// </section>
//
// The greeting gives way to a copy of the page's template#_talk (templates/talk.html.j2). Where neither a proxy nor a script is there, there is
// no greeting and no template. Without JavaScript all of it is read.
//
// What it adds, for the style sheet: in a turn `[data-by]` (who speaks), `[data-said]` and `[data-mark-note]`; on a
// turn `data-turn=assistant|learner`, `data-mark=broken|stopped|script` and, while it arrives, `data-streaming`; on the lab
// `data-status=ready|waiting|streaming` and `data-result=none|assistant|reflection|scripted|waived`; `[data-trimmed]`, `[data-lab-notice]`,
// `[data-hint]` and `[data-reflection-done]`; on a prompt `data-done`; on a topic `data-touched`.

import type { CourseContract, LabContract } from "../contract.ts";
import { knownAs } from "../parts.ts";
import type { LabState } from "../session.ts";
import { find } from "./browser.ts";
import { bindReflection } from "./reflection.ts";
import { scriptIn } from "./script.ts";
import { bindTalk } from "./talk.ts";
import type { Talk } from "./talk.ts";
import { keep, recall, shelfFor, transcriptKey } from "./transcript.ts";
import type { Transcript } from "./transcript.ts";
import { fill, labWords } from "./words.ts";

/** What was said in one exchange. */
export interface Exchanged {
  readonly turn: string;
  readonly reply: string;
  readonly latencySeconds: number;
  /** Who answered, and by whom the conversation as a whole was led. */
  readonly by: "assistant" | "script";
  readonly way: "assistant" | "scripted";
  /** Ids of the lab's topics touched so far, null where nobody judges that. */
  readonly topics: readonly string[] | null;
}

export interface LabDeps {
  readonly course: CourseContract;
  readonly part: LabContract;
  /** Opaque; keeps transcripts apart in this browser and goes nowhere else. */
  readonly learner: string;
  /** Asked before anything is sent; true for good once the learner agreed, in whichever lab. */
  consented(): boolean;
  onConsent(): void;
  /** One more exchange that counts. */
  onExchange(exchange: Exchanged): void;
  /** The learner goes on without the assistant. */
  onWaived(): void;
  /** The learner lets the text of exchanges be kept with the course record, or no longer; null where nobody asks. */
  readonly sharing: { isOn(): boolean; set(on: boolean): void } | null;
  /** The guided reflection's prompt, counted from 0, is done. */
  onReflected(prompt: number): void;
  /** Speaks to screen readers. */
  announce(text: string): void;
}

export interface LabView {
  show(state: LabState): void;
}

const textOf = (element: HTMLElement): string => element.textContent?.trim() ?? "";

const SAVE_AFTER_MILLISECONDS = 400;

/** Puts a copy of the page's conversation in place of the greeting, which becomes its first turn. */
function furnish(lab: HTMLElement): void {
  const greeting = lab.querySelector("[data-greeting]");
  const talk = document.querySelector<HTMLTemplateElement>("template#_talk");
  if (!greeting || !talk) return;
  const copy = document.importNode(talk.content, true);
  for (const name of copy.querySelectorAll("[data-name]")) name.textContent = lab.dataset["assistant"] ?? "";
  // Its first line names the speaker for readers without JavaScript; the log says so by itself.
  copy.querySelector("[data-turn]")?.append(...[...greeting.childNodes].slice(1));
  greeting.replaceWith(copy);
}

export function bindLab(section: HTMLElement, deps: LabDeps): LabView {
  const { course, part } = deps;
  const words = labWords();
  const lab = find(section, "[data-lab]");
  furnish(lab);
  const consent = lab.querySelector<HTMLElement>("[data-consent]");
  const conversation = lab.querySelector<HTMLElement>("[data-conversation]");
  const reflect = find(lab, "[data-reflection]");
  const count = find(lab, ".lab-count");

  const shelf = shelfFor(deps.learner);
  const key = transcriptKey(course.id, knownAs(part), deps.learner);
  let transcript = recall(shelf, key);
  let saving: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    clearTimeout(saving);
    keep(shelf, key, transcript);
  };
  const change = (changed: Partial<Transcript>): void => {
    transcript = { ...transcript, ...changed };
    clearTimeout(saving);
    saving = setTimeout(save, SAVE_AFTER_MILLISECONDS);
  };
  // Leaving at once after the last keystroke must not lose it.
  addEventListener("pagehide", save);

  const reflection = bindReflection(reflect, {
    words,
    notes: transcript.notes,
    onNote: (prompt, text) => change({ notes: { ...transcript.notes, [prompt]: text } }),
    onCompared: (prompt) => deps.onReflected(prompt),
    announce: (text) => deps.announce(text),
  });
  const notice = document.createElement("p");
  notice.dataset["labNotice"] = "";
  lab.prepend(notice);
  const notify = (text: string): void => {
    notice.textContent = text;
    notice.hidden = text === "";
  };
  const script = scriptIn(lab);
  const proxy = course.lab_proxy;
  let reflecting = false;
  let talk: Talk | null = null;
  if (conversation && (proxy || script)) {
    const onAway = (): void => {
      if ((part.fallback ?? "reflect") !== "reflect") return;
      reflecting = true;
      layOut();
    };
    talk = bindTalk(lab, conversation, { ...deps, proxy, script, words, transcript, onChange: change, onAway });
  }
  notify(proxy ? "" : talk ? words.no_assistant_script : words.no_assistant);
  count.hidden = !talk;
  const examples = [...section.querySelectorAll<HTMLButtonElement>("[data-action=example]")];
  for (const button of examples) button.disabled = !talk;

  const share = lab.querySelector<HTMLElement>("[data-share]");
  const agrees = share?.querySelector("input");
  if (share) share.hidden = deps.sharing === null;
  agrees?.addEventListener("change", () => deps.sharing?.set(agrees.checked));

  reflecting ||= !talk;
  const isOpen = (): boolean => talk !== null && (!proxy || deps.consented());
  const layOut = (): void => {
    const talking = isOpen();
    if (conversation) conversation.hidden = !talking;
    if (consent) consent.hidden = talking || !talk;
    reflect.hidden = !reflecting;
    if (agrees) agrees.checked = deps.sharing?.isOn() ?? false;
  };
  const actions: { readonly [action: string]: (button: HTMLButtonElement) => void } = {
    example(button) {
      talk?.propose(textOf(button), examples.map(textOf));
      if (isOpen()) talk?.focus();
      else if (consent) find(consent, "[data-action=consent]").focus();
    },
    consent() {
      if (!deps.consented()) deps.onConsent();
      layOut();
      talk?.focus();
    },
    waive: () => deps.onWaived(),
    reflect() {
      reflecting = true;
      layOut();
      reflection.focus();
    },
  };
  section.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-action]");
    if (button) actions[button.dataset["action"] ?? ""]?.(button);
  });
  layOut();

  const topics = [...lab.querySelectorAll<HTMLElement>("[data-topic]")];
  const tick = (touched: readonly boolean[]): void => {
    topics.forEach((topic, i) => {
      if (touched[i] !== true || topic.hasAttribute("data-touched")) return;
      topic.dataset["touched"] = "";
      const note = topic.appendChild(document.createElement("small"));
      note.textContent = ` ${words.touched}`;
    });
  };

  /** What changed for the learner, as one sentence or two. */
  const news = (state: LabState, before: LabState): string => {
    if (state.result !== before.result && state.result === "waived") return words.waived;
    const said = [fill(words.counted, { done: state.exchanges, minimum: part.exchanges })];
    const left = topics.filter((_, i) => state.topics[i] === false);
    if (state.result === "assistant" || state.result === "scripted") said.push(words.done);
    else if (state.exchanges === part.exchanges && left.length > 0) {
      said.push(fill(words.topics_left, { topics: left.map(textOf).join("; ") }));
    }
    return state.exchanges > before.exchanges || state.topics.some((touched, i) => touched !== before.topics[i]) ? said.join(". ") : "";
  };

  let shown: LabState | null = null;
  return {
    show(state) {
      lab.dataset["result"] = state.result;
      find(count, "[data-exchanges]").textContent = String(state.exchanges);
      tick(state.topics);
      const told = shown ? news(state, shown) : "";
      if (told !== "") deps.announce(told);
      if (state.result === "waived") notify(words.waived);
      if (state.result !== "none") talk?.settled();
      shown = state;
      reflecting ||= state.prompts.some(Boolean);
      layOut(); // Consent may have been given in another lab.
      reflection.show(state.prompts);
    },
  };
}
