"""Makes the working-day file of a year: `python -m infra.calendars YEAR --out infra/districts/NAME/calendars`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final

import chinese_calendar

SATURDAY: Final = 5  # date.weekday()


class NoOfficialDays(LookupError):
    """The State Council's days of this year are not in the installed library."""


def year_days(year: int) -> dict[str, object]:
    """The free weekdays and the worked weekend days of a year, with where they come from.

    Raises: NoOfficialDays, never a guess. Source: 国务院办公厅关于部分节假日安排的通知, by chinesecalendar.
    """
    free: list[str] = []
    worked: list[str] = []
    for day in (date(year, 1, 1) + timedelta(days=n) for n in range(366)):
        if day.year == year and (is_worked := _is_worked(day)) != (day.weekday() < SATURDAY):
            (worked if is_worked else free).append(day.isoformat())
    if not free:  # every year has holidays on weekdays: a library with none for this year knows nothing of it
        raise NoOfficialDays(year)
    source = f"国务院办公厅关于{year}年部分节假日安排的通知, by chinesecalendar {version('chinesecalendar')}"
    return {"year": year, "source": source, "free": free, "worked": worked}


def _is_worked(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise NoOfficialDays(day.year) from None


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when there are no official days yet."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.calendars", description="Makes a year's working-day file."
    )
    parser.add_argument("year", type=int)
    parser.add_argument("--out", type=Path, required=True, help="the calendars folder of a district")
    asked = parser.parse_args(arguments)
    if not asked.out.is_dir():
        print(f"There is no folder {asked.out}.", file=sys.stderr)
        return 1
    try:
        made = year_days(asked.year)
    except (NoOfficialDays, ValueError, OverflowError):
        print(
            f"The installed chinesecalendar has no official days for {asked.year}. They are published each November:"
            " update the library (pip install -U chinesecalendar), then try again. Nothing was written.",
            file=sys.stderr,
        )
        return 1
    path = asked.out / f"{asked.year}.json"
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"Wrote {path}. Now load the district, and deadlines that wait for this year are filled in.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
