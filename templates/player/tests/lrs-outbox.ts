// An outbox of the tests, with what it was heard to say.

import { openOutbox, type Outbox } from "../src/lrs/outbox.ts";
import type { SaveStatus } from "../src/transport.ts";
import type { Browser } from "./lrs-world.ts";

const LRS = { endpoint: "https://lrs.example.org/xapi/", authorization: "Basic a2V5" };

export async function opened(own: Browser, owner = "ada"): Promise<{ outbox: Outbox; heard: SaveStatus[] }> {
  const heard: SaveStatus[] = [];
  const outbox = await openOutbox({ lrs: LRS, owner, heard: (status) => heard.push(status), surroundings: own.surroundings });
  return { outbox, heard };
}
