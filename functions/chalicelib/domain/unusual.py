"""How unusual a rise is, exactly and without a model of the city."""

from __future__ import annotations

from math import exp, lgamma, log
from typing import Final

NEGLIGIBLE: Final = 1e-18
LEVEL: Final = 0.05  # Source: the usual bound; divided by the number of comparisons (Bonferroni)


def chance_of_rise(now: int, before: int, days_now: int, days_before: int) -> float:
    """How probable so many or more would be now, had nothing changed since the period before.

    Given both counts together, each petition falls into either period in proportion to its days: a binomial tail.
    Source: Przyborowski & Wilenski 1940, the conditional test for two Poisson counts.
    """
    whole = now + before
    share = days_now / (days_now + days_before)
    if now <= whole * share:
        return 1.0  # no rise, and so nothing to wonder at
    term = exp(
        lgamma(whole + 1) - lgamma(now + 1) - lgamma(before + 1) + now * log(share) + before * log(1 - share)
    )
    total, place = 0.0, now
    while term > NEGLIGIBLE * total:
        total += term
        if place == whole:
            break
        term *= (whole - place) / (place + 1) * share / (1 - share)
        place += 1
    return min(1.0, total)


def is_unusual(chance: float, comparisons: int) -> bool:
    """True when the chance is small even though so many places and kinds were looked at."""
    return comparisons > 0 and chance < LEVEL / comparisons
