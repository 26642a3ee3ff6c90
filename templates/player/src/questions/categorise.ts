// Items to be sorted into categories, one group of buttons an item.

import type { CategoriseKey } from "../contract.ts";
import { words } from "./words.ts";
import { markField } from "./marks.ts";
import { pairsOf, placeOf, placing, saidOfItems } from "./placed.ts";
import type { QuestionType } from "./types.ts";

const rows = (field: HTMLElement): readonly HTMLElement[] => [...field.querySelectorAll<HTMLElement>("[data-item]")];

export const categorise: QuestionType<CategoriseKey> = {
  ...placing,
  arrange(field, _key, mix, shuffle) {
    if (shuffle) rows(field)[0]?.parentElement?.append(...mix(rows(field)));
  },
  read: (field, key) => pairsOf(key, (item) => rows(field).find((row) => row.dataset["item"] === item)?.querySelector<HTMLInputElement>(":checked")?.value ?? ""),
  show(field, response) {
    for (const row of rows(field)) {
      const place = placeOf(response, row.dataset["item"] ?? "");
      for (const input of row.querySelectorAll("input")) input.checked = input.value === place;
    }
  },
  mark(field, key, response, reveal) {
    for (const row of rows(field)) {
      const item = key.items.find(({ id }) => id === row.dataset["item"]);
      if (!item) continue;
      const right = placeOf(response, item.id) === item.to;
      const place = row.querySelector<HTMLInputElement>(`input[value="${item.to}"]`)?.closest("label")?.textContent?.trim() ?? "";
      markField(row, right, right || !reveal ? undefined : `${words.rightAnswer}: ${place}`);
    }
    return saidOfItems(key, response);
  },
};
