"""QST016 to QST018: what is drawn from can be drawn from, and every learner can earn the same."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic, did_you_mean, respelt
from scormpack.load import Loaded
from scormpack.model import Assessment, Course, Draw


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Pools that are smaller than their draw, pools of unequal questions, what no attempt can make use of."""
    for i, module in enumerate(course.modules):
        for j, part in enumerate(module.parts):
            if isinstance(part, Assessment):
                yield from _check(part, loaded, ("modules", i, "parts", j))
                yield from _check_times(part, loaded, ("modules", i, "parts", j))


def _check(part: Assessment, loaded: Loaded, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    tags = sorted({tag for question in part.questions for tag in question.tags})
    for draw, pool in part.pools():
        place = part.draw.index(draw)
        if draw.count > len(pool):
            field = "tag" if draw.tag and not pool else "count"
            where = loaded.where((*path, "draw", place, field))
            untagged = draw.tag if draw.tag and not pool else ""
            enough = f"at most `count: {len(pool)}`, or add some"
            hint = (did_you_mean(untagged, tags) or "give some questions this tag") if untagged else enough
            message = f"no attempt can draw {draw.count} from {_pool(draw, len(pool))}"
            yield Diagnostic("QST016", "error", message, where, hint, respelt(where, untagged, tags))
            continue
        points = {part.questions[k].points for k in pool}
        if len(points) > 1 and draw.count < len(pool):
            odd = next(k for k in pool if part.questions[k].points != part.questions[pool[0]].points)
            yield Diagnostic(
                "QST017",
                "error",
                f"questions that stand in for each other have unequal points: `{part.questions[pool[0]].id}` "
                f"{part.questions[pool[0]].points}, `{part.questions[odd].id}` {part.questions[odd].points}",
                loaded.where((*path, "questions", odd, "points")),
                "or one learner could earn more than another: give them equal points, or tags of their own",
            )


def _pool(draw: Draw, size: int) -> str:
    held = f"the {size} that" if size > 1 else "the one that" if size else "none that"
    return f"{held} {'has' if size == 1 else 'have'} the tag `{draw.tag}`" if draw.tag else f"the {size} that are left"


def _check_times(part: Assessment, loaded: Loaded, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    """Fields that say something only beside another one."""
    idle = []
    if part.extra_time and not part.time_limit:
        idle.append(("extra_time", "there is no `time_limit` to be longer than"))
    if part.cool_down and part.attempts == 1:
        idle.append(("cool_down", "there is one attempt only, so nobody waits for another"))
    if part.retry == "wrong" and part.attempts == 1:
        idle.append(("retry", "there is one attempt only, so nothing is asked again"))
    if part.feedback == "after-last" and part.attempts == 0 and part.mastery_score is None and part.kind == "quiz":
        idle.append(("feedback", "there is no last attempt: attempts are unlimited, and the quiz has nothing to pass"))
    for field, reason in idle:
        yield Diagnostic(
            "QST018",
            "error",
            f"`{field}` has no effect: {reason}",
            loaded.where((*path, field)),
            "take one of them out",
        )
