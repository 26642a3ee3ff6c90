// The script of the help desk's report: few learners ever need it, so it comes some time after the page.

import { helpReport } from "./help-report.ts";
import { openReport } from "./views/help.ts";

const help = { open: openReport, report: helpReport };

declare global {
  var scormpackHelp: typeof help | undefined;
}

self.scormpackHelp = help;
