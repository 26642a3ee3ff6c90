// No LMS: nothing is recorded. Answers live as long as the browser's tab, so that a reload keeps them.

import type { CourseContract } from "../contract.ts";
import { opaque, storeOf, type Keep } from "../journal.ts";
import type { Report, SaveStatus, Transport } from "../transport.ts";

export function unrecorded(course: CourseContract, store: Keep | null = storeOf(() => sessionStorage)): Transport {
  const key = `scormpack:${opaque(course.id)}`;
  let kept = "";
  const save = ({ resumeData }: Report): SaveStatus => {
    if (resumeData !== kept) {
      kept = resumeData;
      try {
        store?.setItem(key, resumeData);
      } catch {
        // full or forbidden: nothing was promised
      }
    }
    return { state: "saved" };
  };
  return {
    standard: "nothing is recorded",
    keepsTranscripts: false,
    waiting: () => 0,
    prepare: async () => undefined,
    async launch() {
      try {
        kept = store?.getItem(key) ?? "";
      } catch {
        kept = "";
      }
      return { mode: "unrecorded", learner: "", resumeData: kept, masteryScore: null, passed: false, returnUrl: null };
    },
    save,
    leave: save,
  };
}
