// The player of a xAPI package.

import { run } from "../main.ts";
import { xapi } from "../transports/xapi.ts";

run(xapi);
