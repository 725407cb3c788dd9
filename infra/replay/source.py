"""The petitions to send: the title and body columns of any CSV, or the small set of our own."""

from __future__ import annotations

import csv
import random
from pathlib import Path

OWN = Path(__file__).parent / "samples.csv"
LONGEST_TEXT = 1_900  # under the form's 2,000, with room for what a plan puts before it
COLUMNS = ("title", "body")


class SourceFaulty(ValueError):
    """The file cannot be used; the text says why."""


def texts(path: Path | None, count: int, seed: int) -> list[str]:
    """So many texts, drawn by the seed; a file with fewer is gone through again and again.

    Raises: SourceFaulty.
    """
    found = _read(path or OWN)
    drawn = random.Random(f"texts:{seed}")
    order = list(range(len(found)))
    drawn.shuffle(order)
    return [found[order[place % len(order)]] for place in range(count)]


def _read(path: Path) -> list[str]:
    csv.field_size_limit(10_000_000)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise SourceFaulty(f"{path} has no columns title and body")
            found = [text for row in rows if (text := _text(row))]
    except OSError as error:
        raise SourceFaulty(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceFaulty(f"{path} is no CSV in UTF-8") from error
    if not found:
        raise SourceFaulty(f"{path} holds no petition")
    return found


def _text(row: dict[str, str | None]) -> str:
    parts = [(row.get(name) or "").strip() for name in COLUMNS]
    return "\n".join(part for part in parts if part)[:LONGEST_TEXT].strip()
