// The turns of a conversation in `[data-log]`. Not a list: role=log on an <ol> would leave its items without one.

import type { Conversation, Turn } from "./conversation.ts";
import { addText, renderReply } from "./reply.ts";
import type { LabWords } from "./words.ts";

export interface Log {
  /** The assistant's first turn as the page holds it, "" where there is none. */
  readonly greeting: string;
  /** `sent`: the turns of it that go to the assistant. */
  show(conversation: Conversation, sent: readonly Turn[]): void;
  /** The whole conversation as plain text. */
  text(): string;
  /** Marks all of it, for the browser's own copying. */
  select(): void;
}

export function bindLog(list: HTMLElement, { assistant, words }: { readonly assistant: string; readonly words: LabWords }): Log {
  /** Fills an empty item; what it says is put into the element that comes back. */
  const fill = (item: HTMLElement, by: Turn["by"]): HTMLElement => {
    item.dataset["turn"] = by;
    const speaker = document.createElement("span");
    speaker.dataset["by"] = "";
    speaker.textContent = by === "learner" ? words.you : assistant;
    const said = document.createElement("div");
    said.dataset["said"] = "";
    said.dir = "auto"; // A learner may write Arabic in an English course.
    item.append(speaker, said);
    return said;
  };
  const turnItem = ({ by, text, mark, from }: Turn): HTMLElement => {
    const item = document.createElement("div");
    const said = fill(item, by);
    if (by === "learner") addText(said.appendChild(document.createElement("p")), text);
    else renderReply(said, text);
    const marked = mark ?? from;
    if (marked !== undefined) {
      item.dataset["mark"] = marked;
      const note = item.appendChild(document.createElement("p"));
      note.dataset["markNote"] = "";
      note.textContent = words[`${marked}_mark`];
    }
    return item;
  };

  // The greeting keeps the nodes that the page brought.
  const first = list.querySelector<HTMLElement>("[data-turn=assistant]");
  const greeting = (first?.textContent ?? "").replace(/\s+/g, " ").trim();
  if (first && greeting !== "") {
    const nodes = [...first.childNodes];
    first.replaceChildren();
    fill(first, "assistant").append(...nodes);
  }
  const greeted = greeting === "" ? 0 : 1;
  const trimmed = document.createElement("p");
  trimmed.dataset["trimmed"] = "";
  trimmed.setAttribute("aria-live", "off");
  trimmed.textContent = words.trimmed;
  const drawn: { readonly turn: Turn; readonly item: HTMLElement }[] = [];
  let arriving: HTMLElement | null = null;
  let latest = "";
  let frame = 0;

  // A reply that arrives word by word would be read out in pieces, and screen readers differ over aria-busy on a log.
  // So it arrives in an item that is no live region (aria-live=off) and, once delivered, gives way to a new item of
  // the log, which role=log reads out whole.
  const stream = (text: string): void => {
    latest = text;
    if (arriving === null) {
      arriving = turnItem({ by: "assistant", text });
      arriving.dataset["streaming"] = "";
      arriving.setAttribute("aria-live", "off");
      arriving.setAttribute("aria-busy", "true");
      list.append(arriving);
    }
    // Chunks come faster than frames.
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      const said = arriving?.querySelector("[data-said]");
      if (said) keepInSight(() => renderReply(said, latest));
    });
  };

  /** A log with a height of its own follows its end, unless the learner has scrolled back. */
  const keepInSight = (change: () => void): void => {
    const following = list.scrollHeight - list.scrollTop - list.clientHeight < 48;
    change();
    if (following) list.scrollTop = list.scrollHeight;
  };

  return {
    greeting,
    text: () =>
      [...list.querySelectorAll<HTMLElement>("[data-turn]")]
        .map((item) => `${item.querySelector("[data-by]")?.textContent ?? ""}:\n${textOf(item)}`)
        .join("\n\n"),
    select: () => getSelection()?.selectAllChildren(list),
    show({ turns, status, reply }, sent) {
      if (status === "streaming") {
        stream(reply);
        return;
      }
      keepInSight(() => {
        arriving?.remove();
        arriving = null;
        const later = turns.slice(greeted);
        while (drawn.length > 0 && drawn.at(-1)?.turn !== later[drawn.length - 1]) drawn.pop()?.item.remove();
        for (const turn of later.slice(drawn.length)) {
          const item = turnItem(turn);
          list.append(item);
          drawn.push({ turn, item });
        }
        const first = sent[0] && sent[0] !== turns[0] ? drawn.find(({ turn }) => turn === sent[0])?.item : undefined;
        if (!first) trimmed.remove();
        else if (first.previousElementSibling !== trimmed) first.before(trimmed);
      });
    },
  };
}

/** What a turn says, with the marks that Markdown would have for its blocks: a list is a list in a text file too. */
function textOf(item: HTMLElement): string {
  const blocks = [...item.querySelectorAll("[data-said] p, [data-said] li, [data-said] pre, [data-mark-note]")];
  return blocks
    .map((block) => {
      const own = [...block.childNodes].filter((node) => !(node instanceof HTMLUListElement || node instanceof HTMLOListElement));
      const text = own.map((node) => (node.nodeName === "BR" ? "\n" : (node.textContent ?? ""))).join("").trim();
      if (block.matches("[data-mark-note]")) return `[${text}]`;
      return block.matches("li") ? `- ${text}` : text;
    })
    .join("\n");
}
