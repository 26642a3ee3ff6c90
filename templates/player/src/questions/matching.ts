// Items with a match each, chosen from a list.

import type { MatchingKey } from "../contract.ts";
import { make } from "../views/dom.ts";
import { words } from "./words.ts";
import { markField } from "./marks.ts";
import { pairsOf, placeOf, placing, saidOfItems } from "./placed.ts";
import type { QuestionType } from "./types.ts";

const lists = (field: HTMLElement): readonly HTMLSelectElement[] => [...field.querySelectorAll<HTMLSelectElement>("[data-item]")];

export const matching: QuestionType<MatchingKey> = {
  ...placing,
  arrange(field, _key, mix, shuffle) {
    // In the author's order, the first item's match would be the first of the list.
    for (const list of lists(field)) {
      const [none, ...matches] = [...list.options];
      const chosen = list.value;
      list.replaceChildren(...(none ? [none] : []), ...mix(matches.sort((a, b) => (a.value < b.value ? -1 : 1))));
      list.value = chosen;
    }
    const rows = lists(field).map((list) => list.closest("li") ?? list);
    if (shuffle) rows[0]?.parentElement?.append(...mix(rows));
  },
  read: (field, key) => pairsOf(key, (item) => lists(field).find((list) => list.dataset["item"] === item)?.value ?? ""),
  show(field, response) {
    for (const list of lists(field)) list.value = placeOf(response, list.dataset["item"] ?? "");
  },
  mark(field, key, response, reveal) {
    for (const list of lists(field)) {
      const item = key.items.find(({ id }) => id === list.dataset["item"]);
      if (!item) continue;
      const right = placeOf(response, item.id) === item.to;
      const match = [...list.options].find(({ value }) => value === item.to)?.text ?? "";
      const row = list.closest("li");
      markField(row, right, right || !reveal ? undefined : `${words.rightAnswer}: ${match}`);
      // A list that is closed cuts long texts off, so what was chosen is written out.
      const chosen = list.selectedOptions[0]?.value ? list.selectedOptions[0].text : "";
      if (chosen) row?.insertBefore(make("span", { class: "mark chosen" }, chosen), list);
    }
    return saidOfItems(key, response);
  },
};
