// Wires one lab's section: consent, conversation, trouble, guided reflection. The markup that it finds:
//
// <section data-part="lab-1" data-kind="lab">
//   … task … <button type="button" data-action="example">full text</button>
//   <div data-lab="lab-1" data-assistant="Lab Assistant">
//     <p class="lab-count"><span data-exchanges>0</span> of <span data-exchanges-minimum>3</span> exchanges</p>
//     (from here to data-reflection: a copy of the page's template#_talk, in place of [data-greeting])
//     <div data-consent> <p>what is sent and to whom</p>
//       <button data-action="consent">Start the conversation</button>
//       <button data-action="reflect">Use the guided reflection instead</button> </div>
//     <label data-share hidden> <input type="checkbox"> keep the text with the course record </label>
//     <div data-conversation hidden>
//       <div data-log role="log" aria-live="polite" aria-label="Conversation" tabindex="0">
//         <div data-turn="assistant">greeting</div> </div>
//       <p data-lab-status role="status"></p>
//       <form data-composer> <label>…<textarea maxlength="4000" rows="3"></textarea></label>
//         <button data-action="send">Send</button> <button type="button" data-action="stop" hidden>Stop</button> </form>
//       <div data-trouble hidden role="alert"> <p></p> <button data-action="retry-send">Try again</button>
//         <button data-action="reflect">Use the guided reflection</button> </div> </div>
//     <div data-reflection hidden> intro
//       <div data-prompt="lab-1-r1"> <p>prompt</p> <label>…<textarea></textarea></label>
//         <button data-action="compare">Compare with a model answer</button>
//         <div data-model-answer hidden>…</div> </div> … </div>
//   </div>
// </section>
//
// Where the contract has no lab proxy, there is no greeting and no template. Without JavaScript all of it is read.
//
// What it adds, for the style sheet: in a turn `[data-by]` (who speaks), `[data-said]` and `[data-mark-note]`; on a
// turn `data-turn=assistant|learner`, `data-mark=broken|stopped` and, while it arrives, `data-streaming`; on the lab
// `data-status=ready|waiting|streaming` and `data-result=none|assistant|reflection`; `[data-lab-notice]`, `[data-hint]`
// and `[data-reflection-done]`; on a prompt `data-done`.

import type { CourseContract, LabContract } from "../contract.ts";
import type { LabState } from "../session.ts";
import { find } from "./browser.ts";
import { bindReflection } from "./reflection.ts";
import { bindTalk } from "./talk.ts";
import type { Talk } from "./talk.ts";
import { keep, recall, shelfFor, transcriptKey } from "./transcript.ts";
import type { Transcript } from "./transcript.ts";
import { wordsFor } from "./words.ts";

/** What was said in one exchange. */
export interface Exchanged {
  readonly turn: string;
  readonly reply: string;
  readonly latencySeconds: number;
}

export interface LabDeps {
  readonly course: CourseContract;
  readonly part: LabContract;
  /** BCP 47: the language of the lab's own words. */
  readonly language: string;
  /** Opaque; keeps transcripts apart in this browser and goes nowhere else. */
  readonly learner: string;
  /** Asked before anything is sent; true for good once the learner agreed, in whichever lab. */
  consented(): boolean;
  onConsent(): void;
  /** One more exchange that counts. */
  onExchange(exchange: Exchanged): void;
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

const textOf = (button: HTMLElement): string => button.textContent?.trim() ?? "";

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
  const words = wordsFor(deps.language);
  const lab = find(section, "[data-lab]");
  furnish(lab);
  const consent = lab.querySelector<HTMLElement>("[data-consent]");
  const conversation = lab.querySelector<HTMLElement>("[data-conversation]");
  const reflect = find(lab, "[data-reflection]");
  const count = find(lab, ".lab-count");

  const shelf = shelfFor(deps.learner);
  const key = transcriptKey(course.id, part.id, deps.learner);
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
  let talk: Talk | null = null;
  if (course.lab_proxy && conversation) {
    talk = bindTalk(lab, conversation, { ...deps, proxy: course.lab_proxy, words, transcript, onChange: change });
  } else {
    const notice = document.createElement("p");
    notice.dataset["labNotice"] = "";
    notice.textContent = words.noAssistant;
    lab.prepend(notice);
    count.hidden = true;
  }
  const examples = [...section.querySelectorAll<HTMLButtonElement>("[data-action=example]")];
  for (const button of examples) button.disabled = !talk;

  const share = lab.querySelector<HTMLElement>("[data-share]");
  const agrees = share?.querySelector("input");
  if (share) share.hidden = deps.sharing === null;
  agrees?.addEventListener("change", () => deps.sharing?.set(agrees.checked));

  let reflecting = !talk;
  const layOut = (): void => {
    const talking = talk !== null && deps.consented();
    if (conversation) conversation.hidden = !talking;
    if (consent) consent.hidden = talking || !talk;
    reflect.hidden = !reflecting;
    if (agrees) agrees.checked = deps.sharing?.isOn() ?? false;
  };
  const actions: { readonly [action: string]: (button: HTMLButtonElement) => void } = {
    example(button) {
      talk?.propose(textOf(button), examples.map(textOf));
      if (deps.consented()) talk?.focus();
      else if (consent) find(consent, "[data-action=consent]").focus();
    },
    consent() {
      if (!deps.consented()) deps.onConsent();
      layOut();
      talk?.focus();
    },
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

  let exchanges = -1; // None shown yet.
  return {
    show(state) {
      lab.dataset["result"] = state.result;
      find(count, "[data-exchanges]").textContent = String(state.exchanges);
      if (exchanges >= 0 && state.exchanges > exchanges) deps.announce(words.counted(state.exchanges, part.exchanges));
      exchanges = state.exchanges;
      reflecting ||= state.prompts.some(Boolean);
      layOut(); // Consent may have been given in another lab.
      reflection.show(state.prompts);
    },
  };
}
