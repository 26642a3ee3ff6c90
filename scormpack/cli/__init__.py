"""The command; the only room that prints or exits.

Exit status: 0 clean, 1 when something is wrong with the course or its surroundings, 2 when the command itself
was misused. Results go to standard output, diagnostics and progress to standard error. Each module is one
family of commands and imports nothing but click before one of them runs.
"""

from __future__ import annotations

import click

from scormpack.cli.build import build
from scormpack.cli.check import check
from scormpack.cli.decode import decode
from scormpack.cli.diff import diff
from scormpack.cli.explain import explain
from scormpack.cli.inspect import inspect
from scormpack.cli.lrs import lrs
from scormpack.cli.output import TARGET_NAMES
from scormpack.cli.preview import preview
from scormpack.cli.proxy import proxy
from scormpack.cli.vocabulary import vocabulary

__all__ = ["TARGET_NAMES", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="scormpack", message="scormpack %(version)s")
def main() -> None:
    """Compile a course written as YAML and Markdown into a package that an LMS runs.

    \b
    scormpack check my-course                     what is wrong with it
    scormpack explain QST001                      what a message's code means
    scormpack preview my-course                   the course beside an LMS, built again at every save
    scormpack build my-course --target scorm12    dist/my-course-1.0.0.scorm12.zip
    scormpack inspect my-course                   questions, right answers, rules, identifiers
    scormpack diff my-course.zip my-course        what a new version means for learners under way
    scormpack decode my-course.zip STATE          what a learner's stored state says
    scormpack vocabulary my-course                what its statements' IRIs mean
    scormpack lrs pull ENDPOINT my-course         what learners did, a statement a line
    scormpack proxy check URL                     what a learner's browser meets at the labs' proxy
    """


for command in (check, explain, preview, build, inspect, diff, decode, vocabulary, lrs, proxy):
    main.add_command(command)
