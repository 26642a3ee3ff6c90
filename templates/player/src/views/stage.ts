// One part at a time on the stage, in step with the address, the title and the focus.

import type { CourseContract } from "../contract.ts";
import { bringPart, pageOf, partIds } from "../pages.ts";
import { words } from "../words.ts";

/** The end panel's id; an author's id cannot begin with "_". */
export const END = "_end";

export interface StageHooks {
  /** Why a part is locked, null where the way is free. */
  lock(id: string): string | null;
  onShown(id: string, section: HTMLElement): void;
  /** What the part needs beside its text; never rejects. */
  prepare(id: string): Promise<void>;
  tell(text: string): void;
}

export interface Stage {
  /** "" before the first part is shown. */
  current(): string;
  /** Shows a part or the end panel; `entry` says what becomes of the address. */
  go(id: string, entry?: "push" | "replace" | "keep"): Promise<void>;
}

export function bindStage(course: CourseContract, hooks: StageHooks): Stage {
  const known = new Set([...partIds(course), END]);
  const courseTitle = document.title;
  let shown = "";
  let wanted = "";
  let launching = true;

  const address = (id: string, entry: "push" | "replace"): void => {
    try {
      history[entry === "push" ? "pushState" : "replaceState"](null, "", `#${id}`);
    } catch {
      location.hash = id; // An opaque origin (a sandboxed frame) may refuse the history.
    }
  };

  const go: Stage["go"] = async (id, entry = "push") => {
    if (!known.has(id)) return;
    const lock = hooks.lock(id);
    if (lock !== null) {
      hooks.tell(words.locks(lock));
      if (entry === "keep" && shown) address(shown, "replace");
      return;
    }
    wanted = id;
    let section: HTMLElement | null;
    try {
      section = id === END ? document.getElementById(END) : (await Promise.all([bringPart(course, id), hooks.prepare(id)]))[0];
    } catch {
      if (location.protocol === "file:") location.href = `${course.pages[pageOf(course, id)]?.file ?? ""}#${id}`;
      else hooks.tell(words.pageMissing);
      return;
    }
    if (section === null || wanted !== id) return; // The learner has gone elsewhere meanwhile.
    const again = shown === id;
    for (const other of document.querySelectorAll("[data-current]")) other.removeAttribute("data-current");
    section.toggleAttribute("data-current", true);
    shown = id;
    const heading = section.querySelector<HTMLElement>("h1");
    document.title = `${heading?.textContent ?? ""} · ${courseTitle}`;
    if (entry !== "keep" && !again) address(id, entry);
    hooks.onShown(id, section);
    // At launch the focus stays where the LMS or the browser has put it.
    if (!launching) {
      scrollTo(0, 0);
      heading?.focus({ preventScroll: true });
    }
    launching = false;
  };

  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    // A footnote's address is no part's: the browser goes there, within the part that holds it.
    const id = known.has(hash) ? hash : document.getElementById(hash)?.closest(".part")?.id;
    if (id !== undefined && id !== shown) void go(id, "keep");
  });

  return { current: () => shown, go };
}
