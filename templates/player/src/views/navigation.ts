// The contents, the header's progress and the links between parts: where the learner is, what is done, what waits.

import { words } from "../words.ts";
import { make, say } from "./dom.ts";

export interface NavigationState {
  readonly current: string;
  readonly met: number;
  readonly all: number;
  done(id: string): boolean;
  /** Why a part is locked, null where the way is free. */
  lock(id: string): string | null;
}

export interface Navigation {
  show(state: NavigationState): void;
  titleOf(id: string): string;
  closeMenu(): void;
}

const NARROW = matchMedia("(max-width: 899px)");

/** The contents, folded away where the window is narrow. While they are open, the text behind them is inert. */
function bindMenu(contents: HTMLElement, main: HTMLElement): () => void {
  const fold = document.querySelector<HTMLElement>("[data-action=menu]");
  const set = (open: boolean): void => {
    const was = document.documentElement.classList.contains("menu");
    document.documentElement.classList.toggle("menu", open);
    main.toggleAttribute("inert", open);
    fold?.setAttribute("aria-expanded", String(open));
    if (open) (contents.querySelector<HTMLElement>("[aria-current]") ?? contents.querySelector("a"))?.focus();
    else if (was && contents.contains(document.activeElement)) fold?.focus();
  };
  fold?.addEventListener("click", () => set(!document.documentElement.classList.contains("menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") set(false);
  });
  NARROW.addEventListener("change", () => set(false));
  return () => set(false);
}

export function bindNavigation(): Navigation {
  const contents = document.getElementById("_nav") ?? document.body;
  const closeMenu = bindMenu(contents, document.querySelector("main") ?? document.body);
  const bar = document.querySelector<HTMLProgressElement>("[data-progress]");
  const count = document.querySelector("[data-progress-words]");

  const linkTo = (id: string): HTMLElement | null =>
    contents.querySelector(`li [data-goto="${id}"]`) ?? document.querySelector(`[data-part="${id}"] h1`);

  /** A link's state in a word after its title, for those who do not see the sign. */
  const mark = (link: HTMLElement, state: "done" | "open" | "locked", word: string): void => {
    link.dataset["state"] = state;
    const hidden = link.querySelector(".hid") ?? link.appendChild(make("span", { class: "hid" }));
    say(hidden, `, ${word}`);
    link.toggleAttribute("aria-disabled", false);
    if (state === "locked") link.setAttribute("aria-disabled", "true");
  };

  const titleOf = (id: string): string => {
    const link = linkTo(id);
    return (link?.querySelector("span:not(.hid)") ?? link)?.textContent?.trim() ?? "";
  };

  return {
    titleOf,
    closeMenu,
    show({ current, met, all, done, lock }) {
      for (const link of contents.querySelectorAll<HTMLElement>("li [data-goto]")) {
        const id = link.dataset["goto"] ?? "";
        const reason = lock(id);
        const state = done(id) ? "done" : reason === null ? "open" : "locked";
        mark(link, state, reason === null || state === "done" ? words[state] : `${words.locked}, ${reason}`);
        link.toggleAttribute("title", false);
        if (state === "locked" && reason !== null) link.title = reason;
        if (id !== current) link.removeAttribute("aria-current");
        else if (!link.hasAttribute("aria-current")) {
          link.setAttribute("aria-current", "page");
          const below = link.offsetTop - contents.scrollTop;
          if (below < 0 || below > contents.clientHeight - 60) contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
        }
      }
      for (const link of document.querySelectorAll<HTMLElement>("[data-current] .turn [data-goto]")) {
        const reason = lock(link.dataset["goto"] ?? "");
        const note = link.querySelector(".why") ?? link.appendChild(make("small", { class: "why" }));
        say(note, reason ?? "");
        if (reason === null) link.removeAttribute("aria-disabled");
        else link.setAttribute("aria-disabled", "true");
      }
      if (bar) {
        bar.max = Math.max(all, 1);
        bar.value = met;
      }
      if (count) say(count, words.progress(met, all));
    },
  };
}
