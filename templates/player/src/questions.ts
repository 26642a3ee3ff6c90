// The script of the question types that most courses do without, fetched with the first quiz that has one.

import { furtherTypes } from "./questions/further.ts";

globalThis.scormpackQuestions = furtherTypes;
