"""Writes infra/rates.md: each rate with its definition, its source and a worked example, from the table that counts them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from chalicelib.domain.rates import (
    DEFAULT_WEIGHTS,
    FEWEST_TO_RANK,
    RANKED,
    RATES,
    Definition,
    Rate,
    ranking,
    rates_of,
)

FILE = Path(__file__).with_suffix(".md")
HEAD = f"""# Rates

Made by `python -m infra.rates` from `functions/chalicelib/domain/rates.py`; a test holds it fresh. A rate keeps what it was
counted from. Where nothing was counted there is no rate, and in particular no 100 %. Under {FEWEST_TO_RANK} in the
denominator it is shown with its 95 % Wilson interval (E. B. Wilson, JASA 22, 1927). Rounds on hold are outside the first
two while held. Silence is not satisfaction: a lapse is counted in participation and nowhere else; a citizen who could
not be reached is shown apart.
"""


def document() -> str:
    """The whole file."""
    parts = [HEAD, *(_rate(name, each) for name, each in RATES.items()), _ranking()]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def measures(example: str) -> dict[str, int]:
    """The measures that an example names."""
    return {name: int(count) for name, _, count in (each.partition("=") for each in example.split())}


def _rate(name: str, held: Definition) -> str:
    made = rates_of(measures(held.example))[name]
    lines = [
        f"## `{name}`", "", f"- Definition: {held.says}.", f"- Counted in the period of: {held.counted_in}.",
        f"- Counters: `{held.above}` ÷ `{' + '.join(held.below)}`.", f"- Source: {held.source}.",
        f"- Example: {held.example} gives {_shown(made)}.",
    ]  # fmt: skip
    return "\n".join(lines)


def _shown(rate: Rate) -> str:
    low, high = rate.interval or (0.0, 0.0)
    share = float(rate.value or 0)
    return f"{rate.numerator} of {rate.denominator} = {share:.2%}, 95 % interval {low:.2%} to {high:.2%}"


def _ranking() -> str:
    units: Mapping[str, Mapping[str, int]] = {
        name: {"closing_on_time": on_time, "closing_counted": 40, "answers_resolved": resolved, "answers": answers,
               "answers_satisfied": satisfied}
        for name, on_time, resolved, satisfied, answers in (
            ("A", 30, 32, 28, 40), ("B", 40, 40, 36, 40), ("C", 30, 32, 28, 40), ("D", 40, 29, 29, 29),
        )
    }  # fmt: skip
    ranked, apart = ranking({unit: rates_of(counts) for unit, counts in units.items()})
    rows = [
        f"| {each.place} | {each.unit} | "
        + " + ".join(f"{weight} × {float(value):.2%}" for _, value, weight in each.terms)
        + f" | {float(each.score):.2%} |"
        for each in ranked
    ]
    said = (
        f"The score is the mean of {', '.join(f'`{name}`' for name in RANKED)}, weighed {' / '.join(map(str, DEFAULT_WEIGHTS))}"
        " or by the district's `ranking_weights` in district.toml. No unit with fewer than"
        f" {FEWEST_TO_RANK} answers is ranked. Equal scores share a place, and the next one is skipped."
    )
    lines = [
        "## Ranking", "", said, "",
        "| place | unit | terms | score |", "|---|---|---|---|", *rows, "",
        f"Not ranked: {', '.join(apart)} (29 answers).",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Writes the file."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    FILE.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
