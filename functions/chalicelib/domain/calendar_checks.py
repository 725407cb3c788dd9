"""What keeps a year's moved days from being used: the same for files and for the admin API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chalicelib.domain.checks import RowFault
from chalicelib.domain.configuration import Row
from chalicelib.domain.deadlines import SATURDAY


def calendar_faults(rows: Sequence[Row]) -> list[RowFault]:
    """What is wrong with the years' moved days: free ones are weekdays, worked ones are on a weekend, all of their year."""
    found = []
    for place, row in enumerate(rows):
        try:
            days = {kind: [date.fromisoformat(day) for day in row[kind]] for kind in ("free", "worked")}
        except (ValueError, TypeError):
            found.append(RowFault("calendars", place, f"{row['year']}: free and worked are lists of days such as 2026-10-01"))
            continue
        strangers = [day for kind in days.values() for day in kind if day.year != row["year"]]
        strangers += [day for day in days["free"] if day.weekday() >= SATURDAY]
        strangers += [day for day in days["worked"] if day.weekday() < SATURDAY]
        reason = f"is no free weekday or worked weekend day of {row['year']}"
        found += [RowFault("calendars", place, f"{day} {reason}") for day in strangers]
    return found
