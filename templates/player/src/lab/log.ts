// The turns of a conversation in `[data-log]`. Not a list: role=log on an <ol> would leave its items without one.

import type { Conversation, Turn } from "./conversation.ts";
import { addText, renderReply } from "./reply.ts";
import type { LabWords } from "./words.ts";

export interface Log {
  /** The assistant's first turn as the page holds it, "" where there is none. */
  readonly greeting: string;
  show(conversation: Conversation): void;
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
  const turnItem = ({ by, text, mark }: Turn): HTMLElement => {
    const item = document.createElement("div");
    const said = fill(item, by);
    if (by === "learner") addText(said.appendChild(document.createElement("p")), text);
    else renderReply(said, text);
    if (mark !== undefined) {
      item.dataset["mark"] = mark;
      const note = item.appendChild(document.createElement("p"));
      note.dataset["markNote"] = "";
      note.textContent = mark === "stopped" ? words.stoppedMark : words.brokenMark;
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
    show({ turns, status, reply }) {
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
      });
    },
  };
}
