"""Makes the working-day file of a year: `python -m infra.calendars 2026 --out DIR`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

SATURDAY = 5


def year_days(year: int) -> dict[str, object]:
    """The weekdays that are free and the weekend days that are worked. Raises: NotImplementedError without data."""
    day, free, worked = date(year, 1, 1), [], []
    while day.year == year:
        works = chinese_calendar.is_workday(day)
        if works != (day.weekday() < SATURDAY):
            (worked if works else free).append(day.isoformat())
        day += timedelta(days=1)
    return {
        "year": year,
        "free": free,
        "worked": worked,
        "source": "国务院办公厅节假日安排, by chinesecalendar",
    }


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("year", type=int)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    try:
        made = year_days(asked.year)
    except NotImplementedError:
        print(
            f"The holidays of {asked.year} are not in the installed chinesecalendar. Update it, then try again."
        )
        return 1
    (asked.out / f"{asked.year}.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
