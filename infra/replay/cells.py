"""Every counter as the raw histories tell it: what the ledger holds against the table's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from infra.replay.days import ZONE, Calendar
from infra.replay.geography import Geography
from infra.replay.recount import DAY, MONTH, counted
from infra.replay.stored import Stored

Cells = dict[tuple[str, str, str], Counter[str]]  # period, unit, scope


def recounted(stored: Stored, days: Calendar, ground: Geography, now: datetime) -> Cells:
    """Every counter as the histories tell it: by month and by day, the unit alone, and the unit with all below it."""
    cells: Cells = {}
    for number, petition in stored.petitions.items():
        entries = stored.histories[number]
        for name in (MONTH, DAY):
            for (period, unit), measures in counted(petition, entries, days, now, name).items():
                cells.setdefault((period, unit, "own"), Counter()).update(measures)
                for above in ground.line(unit):
                    cells.setdefault((period, above, "all"), Counter()).update(measures)
            _categories(cells, petition, datetime.fromisoformat(entries[0]["at"]).astimezone(ZONE).strftime(name), ground)
    return cells


def months_of(cells: Cells) -> list[str]:
    """The months that anything was counted in; the days beside them have no bulletin of their own."""
    return sorted({period for period, _, _ in cells if len(period) == len("2026-11")})


def _categories(cells: Cells, petition: Mapping[str, Any], period: str, ground: Geography) -> None:
    """Levels 2 and 3 are kept by the last owner and by the district only."""
    named, owner = deeper(petition), petition["owner"]
    if not named:
        return
    cells.setdefault((period, owner, "own.categories"), Counter()).update(named)
    centre = next((unit for unit in ground.line(owner) if ground.units[unit][1] == "district"), None)
    if centre:
        cells.setdefault((period, centre, "all.categories"), Counter()).update(named)


def deeper(petition: Mapping[str, Any]) -> Counter[str]:
    """The second and third levels of its category, counted once where it was received."""
    code = str(petition["category"])
    if not code.isdigit():
        return Counter()
    return Counter({f"category{level}.{code[: 2 * level]}": 1 for level in (2, 3) if len(code) >= 2 * level})
