// The frame that the package runs in: what a reload must not lose, and a network that can be cut.

/** What the learner has before their eyes. */
export interface Standing {
  readonly hash: string;
  readonly scroll: number;
  /** What was typed or ticked, by field. */
  readonly fields: ReadonlyMap<string, string>;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const FIELDS = "input, textarea, select";
const UNTOLD = new Set(["button", "submit", "reset", "file", "hidden", "image"]);
const PATIENCE_MILLISECONDS = 4000;
const STEP_MILLISECONDS = 30;
/** So often in a row the place must have been the right one. */
const ROUNDS = 6;

const isTick = (field: Field): field is HTMLInputElement => field instanceof (field.ownerDocument.defaultView as typeof globalThis & Window).HTMLInputElement && /^(radio|checkbox)$/.test(field.type);
const said = (field: Field): string => (isTick(field) ? String(field.checked) : field.value);

/** Each field under a name that it has again after a reload: its part, its name and value, and its place among equals. */
function named(document: Document): Map<string, Field> {
  const found = new Map<string, Field>();
  for (const field of document.querySelectorAll<Field>(FIELDS)) {
    if (UNTOLD.has(field.type)) continue;
    const part = field.closest("section[id], article[id]")?.id ?? "";
    const base = [part, field.id, field.name, isTick(field) ? field.value : ""].join("\n");
    let key = base;
    for (let at = 2; found.has(key); at += 1) key = `${base}\n${at}`;
    found.set(key, field);
  }
  return found;
}

function isUntouched(field: Field): boolean {
  if (isTick(field)) return field.checked === field.defaultChecked;
  if ("options" in field) return [...field.options].every((option) => option.selected === option.defaultSelected);
  return field.value === field.defaultValue;
}

export interface CourseFrame {
  readonly window: () => Window | null;
  /** Null before the first load, or where the page is not the course's. */
  standing(): Standing | null;
  /** Goes to `url`; once the course is there again, `standing` is given back. */
  go(url: string, standing: Standing | null): void;
  /** Leaves for an empty page, and settles when the course's last words are said. */
  leave(): Promise<void>;
  /** Addresses that cannot be reached from now on; null for none. */
  cut(isCut: ((address: string) => boolean) | null): void;
}

export function courseFrame(element: HTMLIFrameElement): CourseFrame {
  let isCut: ((address: string) => boolean) | null = null;
  let loads = 0;
  const inside = (): Window | null => element.contentWindow;

  const documentOf = (): Document | null => {
    try {
      const document = inside()?.document ?? null;
      return document?.getElementById("contract") ? document : null;
    } catch {
      return null; // The course has gone to another site.
    }
  };

  element.addEventListener("load", () => {
    if (isCut) cutWindow(inside(), isCut);
  });

  /** The player shows its part when it is ready, and scrolls to its beginning: so until the place holds, or the author moves. */
  async function giveBack(standing: Standing, load: number): Promise<void> {
    const end = performance.now() + PATIENCE_MILLISECONDS;
    let held = 0;
    let isTouched = false;
    while (performance.now() < end && load === loads && held < ROUNDS && !isTouched) {
      await new Promise((resume) => setTimeout(resume, STEP_MILLISECONDS));
      const document = documentOf();
      const page = inside();
      if (!document || !page || !document.querySelector("[data-current]") || !document.documentElement.dataset["completion"]) continue;
      for (const name of ["wheel", "pointerdown", "keydown"]) document.addEventListener(name, () => (isTouched = true), { once: true });
      const left = fill(document, standing.fields);
      const most = document.documentElement.scrollHeight - page.innerHeight;
      const wanted = Math.max(0, Math.min(standing.scroll, most));
      const isThere = Math.abs(page.scrollY - wanted) < 2;
      if (!isThere) page.scrollTo(0, wanted);
      held = isThere && left === 0 ? held + 1 : 0;
    }
  }

  return {
    window: inside,
    standing() {
      const document = documentOf();
      if (!document) return null;
      const touched = [...named(document)].filter(([, field]) => !isUntouched(field));
      return {
        hash: inside()?.location.hash ?? "",
        scroll: inside()?.scrollY ?? 0,
        fields: new Map(touched.map(([key, field]) => [key, said(field)])),
      };
    },
    go(url, standing) {
      loads += 1;
      const to = new URL(url, location.href);
      to.hash = standing?.hash ?? "";
      // An address that differs from the one before in its `#` alone would not be loaded again.
      to.searchParams.set("edition", String(loads));
      inside()?.location.replace(to);
      if (standing) void giveBack(standing, loads);
    },
    async leave() {
      loads += 1;
      await new Promise<void>((resume) => {
        element.addEventListener("load", () => resume(), { once: true });
        inside()?.location.replace("about:blank");
      });
    },
    cut(next) {
      isCut = next;
      cutWindow(inside(), next);
    },
  };
}

/** How many of the fields are not as they were. A field that is locked has been answered. */
function fill(document: Document, fields: Standing["fields"]): number {
  const there = named(document);
  let left = 0;
  for (const [key, value] of fields) {
    const field = there.get(key);
    if (!field || field.disabled || field.closest("fieldset:disabled") || said(field) === value) continue;
    if (isTick(field)) field.checked = value === "true";
    else field.value = value;
    const page = document.defaultView as (Window & typeof globalThis) | null;
    if (!page) continue;
    for (const name of ["input", "change"]) field.dispatchEvent(new page.Event(name, { bubbles: true }));
    left += Number(said(field) !== value);
  }
  return left;
}

interface Whole {
  readonly fetch: typeof fetch;
  readonly beacon: typeof navigator.sendBeacon;
}

const wholes = new WeakMap<Window, Whole>();

/** Requests fail as they do without a network: no answer at all. */
function cutWindow(window: Window | null, isCut: ((address: string) => boolean) | null): void {
  if (!window) return;
  const page = window as Window & typeof globalThis;
  try {
    const whole = wholes.get(page) ?? { fetch: page.fetch.bind(page), beacon: page.navigator.sendBeacon.bind(page.navigator) };
    wholes.set(page, whole);
    const wasOnline = page.navigator.onLine;
    const isOff = isCut !== null && isCut(page.location.origin);
    page.fetch = async (input, init) => {
      const address = input instanceof page.Request ? input.url : String(input);
      if (isCut?.(new URL(address, page.location.href).href)) throw new page.TypeError("Failed to fetch");
      return whole.fetch(input, init);
    };
    page.navigator.sendBeacon = (address, body) => !isCut?.(new URL(address, page.location.href).href) && whole.beacon(address, body ?? null);
    Object.defineProperty(page.navigator, "onLine", { configurable: true, get: () => !isOff });
    if (wasOnline === isOff) page.dispatchEvent(new page.Event(isOff ? "offline" : "online"));
  } catch {
    // The course has gone to another site; nothing of it can be cut.
  }
}
