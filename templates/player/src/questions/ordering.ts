// Items to be put in order: by buttons, or by dragging. Slot: 1 + the number of the order among all orders of the sorted ids.

import type { OrderingKey } from "../contract.ts";
import { make } from "../views/dom.ts";
import { words } from "./words.ts";
import { bindDragging } from "./dragging.ts";
import { earnedFor } from "./credit.ts";
import { ascending } from "./known.ts";
import { markField } from "./marks.ts";
import type { QuestionType, Response } from "./types.ts";

const listOf = (field: HTMLElement): HTMLElement | null => field.querySelector<HTMLElement>("[data-order]");
const rows = (field: HTMLElement): readonly HTMLElement[] => [...field.querySelectorAll<HTMLElement>("[data-place]")];
const idOf = (row: HTMLElement): string => row.dataset["place"] ?? "";

function isPossible({ items }: OrderingKey, response: Response): boolean {
  return response.length === items.length && items.every((id) => response.includes(id));
}

/** Buttons at the ends have nowhere to go; they stay focusable, so that the focus is not lost on the way. */
function refresh(field: HTMLElement): void {
  rows(field).forEach((row, place, all) => {
    row.querySelector("[data-move=up]")?.setAttribute("aria-disabled", String(place === 0));
    row.querySelector("[data-move=down]")?.setAttribute("aria-disabled", String(place === all.length - 1));
  });
}

export const ordering: QuestionType<OrderingKey> = {
  bind(field, _key, desk) {
    const list = listOf(field);
    if (!list) return;
    const told = make("p", { class: "hid", role: "status" });
    list.after(told);
    const moved = (row: HTMLElement): void => {
      list.dataset["moved"] = "";
      refresh(field);
      told.textContent = words.placed(row.querySelector("[data-option]")?.textContent?.trim() ?? "", rows(field).indexOf(row) + 1, rows(field).length);
      desk.changed();
    };
    for (const row of rows(field)) {
      const text = row.querySelector("[data-option]")?.textContent?.trim() ?? "";
      const move = (way: "up" | "down", sign: string, label: string): HTMLButtonElement => make("button", { type: "button", "data-move": way, "aria-label": `${label}: ${text}` }, sign);
      row.append(make("span", { class: "moves" }, move("up", "↑", words.moveUp), move("down", "↓", words.moveDown)));
    }
    list.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-move]");
      const row = button?.closest<HTMLElement>("[data-place]");
      if (!button || !row || button.getAttribute("aria-disabled") === "true") return;
      const up = button.dataset["move"] === "up";
      const other = up ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (up) other.before(row);
      else other.after(row);
      button.focus();
      moved(row);
    });
    bindDragging(list, moved);
  },
  arrange(field, { items }, mix) {
    const list = listOf(field);
    if (!list) return;
    const sorted = [...rows(field)].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    const mixed = [...mix(sorted)];
    // Whoever leaves it as it is has not answered, so it must not be right by chance.
    if (mixed.every((row, place) => idOf(row) === items[place])) mixed.push(...mixed.splice(0, 1));
    list.append(...mixed);
    delete list.dataset["moved"];
    refresh(field);
  },
  /** An order that nobody has touched is no answer. */
  read: (field) => (listOf(field)?.dataset["moved"] === undefined ? [] : rows(field).map(idOf)),
  show(field, response) {
    const list = listOf(field);
    if (!list || response.length === 0) return;
    list.append(...[...rows(field)].sort((a, b) => response.indexOf(idOf(a)) - response.indexOf(idOf(b))));
    list.dataset["moved"] = "";
    refresh(field);
  },
  /** Per option: the share of items that stand in their place. */
  earned(key, response) {
    if (!isPossible(key, response)) return 0;
    const right = key.items.filter((id, place) => response[place] === id).length;
    return earnedFor(key.points, key.credit, right, key.items.length - right, key.items.length);
  },
  slot(key, response) {
    if (!isPossible(key, response)) return 0;
    const left = ascending(key, key.items);
    return response.reduce((number, id) => {
      const place = left.indexOf(id);
      left.splice(place, 1);
      return number * (left.length + 1) + place;
    }, 0) + 1;
  },
  response(key, slot) {
    const { items } = key;
    const all = items.reduce((product, _id, place) => product * (place + 1), 1);
    if (typeof slot === "string" || !Number.isInteger(slot) || slot < 1 || slot > all) return [];
    let rest = slot - 1;
    const places: number[] = [];
    for (let size = 1; size <= items.length; size++) {
      places.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    const left = ascending(key, items);
    return places.flatMap((place) => left.splice(place, 1));
  },
  given: ({ items }, response) => ({ kind: "sequencing", options: items, targets: [], right: [items], chosen: response }),
  mark(field, { items }, response, reveal) {
    for (const row of rows(field)) {
      const right = response.indexOf(idOf(row)) === items.indexOf(idOf(row));
      markField(row, right, right || !reveal ? undefined : words.belongsAt(items.indexOf(idOf(row)) + 1));
    }
    return [];
  },
};
