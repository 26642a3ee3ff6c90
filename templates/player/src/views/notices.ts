// Short messages above the text: how the course was opened, what could not be saved, why a part is locked. The place
// is a live region (role=status), so each message is also spoken.

import type { Mode, SaveStatus, Trouble } from "../transport.ts";
import { words } from "../words.ts";
import { button, make } from "./dom.ts";

export interface Notices {
  mode(mode: Mode): void;
  saving(status: SaveStatus): void;
  /** Stays until the learner goes on or presses anything. */
  tell(text: string): void;
  moved(): void;
  /** Spoken only. */
  announce(text: string): void;
}

const MODES: { readonly [mode in Mode]: string } = {
  normal: "",
  unrecorded: words.unrecorded,
  browse: words.browse,
  review: words.reviewMode,
};

const TROUBLES: { readonly [trouble in Trouble]: string } = {
  unreachable: words.unsaved,
  denied: words.denied,
  refused: words.refused,
  cut: words.cut,
};

export function bindNotices(place: HTMLElement): Notices {
  const spoken = document.body.appendChild(make("div", { class: "hid", role: "status", "data-spoken": true }));
  const lines = { mode: make("p", { class: "quiet" }), save: make("p", { class: "told" }), told: make("p", { class: "told" }) };
  const report = button("report", words.report);
  let unsaved = false;

  /** A line stands in the page only while it says something. */
  const put = (line: HTMLElement, text: string, ...more: readonly Node[]): void => {
    if (line.dataset["text"] === text && line.isConnected) return;
    line.dataset["text"] = text;
    line.replaceChildren(text, ...more);
    if (text === "") line.remove();
    else place.append(line);
  };

  return {
    mode: (mode) => put(lines.mode, MODES[mode]),
    saving(status) {
      if (status.state === "saving") return; // it is said when it has come to something
      lines.save.dataset["save"] = status.state;
      if (status.state === "unsaved") put(lines.save, TROUBLES[status.trouble], report);
      else if (unsaved) put(lines.save, words.savedAgain);
      unsaved = status.state === "unsaved";
    },
    tell(text) {
      put(lines.told, text);
      setTimeout(() => addEventListener("click", () => put(lines.told, ""), { once: true }));
    },
    moved() {
      put(lines.told, "");
      if (!unsaved) put(lines.save, "");
    },
    announce(text) {
      // The same words twice are two messages: an emptied region is filled in the next task.
      spoken.textContent = "";
      setTimeout(() => (spoken.textContent = text), 50);
    },
  };
}
