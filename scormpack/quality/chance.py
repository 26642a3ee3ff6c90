"""How likely it is that mere chance has done this."""

from __future__ import annotations

from collections.abc import Sequence

SUSPICIOUS = 0.02
"""What happens by chance in less than one quiz of fifty is worth a look."""


def at_least(times: int, chances: Sequence[float]) -> float:
    """The probability that of independent events with these probabilities at least so many happen.

    The Poisson binomial distribution, summed up event by event.
    """
    exactly = [1.0]
    for chance in chances:
        exactly = [
            (exactly[k] if k < len(exactly) else 0.0) * (1 - chance) + (exactly[k - 1] * chance if k else 0.0)
            for k in range(len(exactly) + 1)
        ]
    return sum(exactly[times:])
