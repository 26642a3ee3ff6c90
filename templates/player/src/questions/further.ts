// The question types of questions.js.

import { categorise } from "./categorise.ts";
import { fillIn } from "./fill-in.ts";
import type { FurtherName, Types } from "./index.ts";
import { likert } from "./likert.ts";
import { longText } from "./long-text.ts";
import { matching } from "./matching.ts";
import { numeric } from "./numeric.ts";
import { ordering } from "./ordering.ts";
import { shortText } from "./short-text.ts";

export const furtherTypes = {
  "short-text": shortText,
  numeric,
  matching,
  ordering,
  "fill-in": fillIn,
  categorise,
  likert,
  "long-text": longText,
} satisfies Types<FurtherName>;

export type FurtherTypes = typeof furtherTypes;
