// The labs' script, which the player fetches when the first lab is opened: most visits to a course never need it.

import { bindLab } from "./lab/view.ts";

declare global {
  var scormpackLab: typeof bindLab | undefined;
}

self.scormpackLab = bindLab;
