"""Deadlines worked out by hand on the wall calendar, over every holiday of three years, against the shipped year files.

The days come from the State Council's notices (国务院办公厅关于…年部分节假日安排的通知):

  N24 = 国办发明电〔2023〕7号    春节 2.10-17, worked 2.4 2.18 · 清明 4.4-6, 4.7 · 劳动节 5.1-5, 4.28 5.11 · 端午 6.10
                                中秋 9.15-17, 9.14 · 国庆 10.1-7, 9.29 10.12 · 元旦 1.1
  N25 = 国办发明电〔2024〕12号   元旦 1.1 · 春节 1.28-2.4, worked 1.26 2.8 · 清明 4.4-6 · 劳动节 5.1-5, 4.27 · 端午 5.31-6.2
                                国庆中秋 10.1-8, 9.28 10.11
  N26 = 国办发明电〔2025〕7号    元旦 1.1-3, worked 1.4 · 春节 2.15-23, 2.14 2.28 · 清明 4.4-6 · 劳动节 5.1-5, 5.9
                                端午 6.19-21 · 中秋 9.25-27 · 国庆 10.1-7, 9.20 10.10

A day is free when a notice frees it or it is a weekend day that none works. Hours are 市南区's: 9:00 to 17:30.
"""

import json
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from chalicelib.domain import pauses, transitions
from chalicelib.domain.deadlines import DistrictClocks, WorkingCalendar, YearDays, explain
from chalicelib.domain.petition import Kind, LastAction, Petition, Place, Status

from infra import ROOT

N24, N25, N26 = "国办发明电〔2023〕7号", "国办发明电〔2024〕12号", "国办发明电〔2025〕7号"
ZONE = ZoneInfo("Asia/Shanghai")

# What the notices say, from the first free day to the last, and the weekend days worked for them.
NOTICES = {
    2024: (N24, [("01-01", "01-01"), ("02-10", "02-17"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-10", "06-10"),
                 ("09-15", "09-17"), ("10-01", "10-07")],
           ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]),
    2025: (N25, [("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"),
                 ("10-01", "10-08")],
           ["01-26", "02-08", "04-27", "09-28", "10-11"]),
    2026: (N26, [("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
                 ("09-25", "09-27"), ("10-01", "10-07")],
           ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]),
}  # fmt: skip

# Source, assigned (local time), working days, due date; None where a year that is not loaded would have to be known.
CLOSING = [
    (N24, "2024-01-01 10:00", 1, "2024-01-03"),
    # 春节 2024: New Year's Eve, Friday the 9th, is a working day; both Sundays around are worked
    (N24, "2024-02-02 10:00", 1, "2024-02-04"),
    (N24, "2024-02-03 10:00", 1, "2024-02-05"),  # a free Saturday; day 0 is the worked Sunday
    (N24, "2024-02-04 18:00", 1, "2024-02-06"),  # after hours on a worked Sunday
    (N24, "2024-02-07 10:00", 1, "2024-02-08"),
    (N24, "2024-02-08 10:00", 2, "2024-02-18"),
    (N24, "2024-02-09 10:00", 1, "2024-02-18"),
    (N24, "2024-02-09 17:29", 1, "2024-02-18"),  # the last minute of work
    (N24, "2024-02-09 17:30", 1, "2024-02-19"),  # work is over
    (N24, "2024-02-09 10:00", 5, "2024-02-22"),
    (N24, "2024-02-12 12:00", 1, "2024-02-19"),  # within the holiday
    (N24, "2024-02-18 16:00", 5, "2024-02-23"),
    # 清明 2024
    (N24, "2024-04-03 10:00", 1, "2024-04-07"),
    (N24, "2024-04-03 10:00", 2, "2024-04-08"),
    (N24, "2024-04-03 18:00", 1, "2024-04-08"),
    (N24, "2024-04-05 10:00", 2, "2024-04-09"),
    (N24, "2024-04-07 09:00", 5, "2024-04-12"),
    # 劳动节 2024
    (N24, "2024-04-26 10:00", 1, "2024-04-28"),
    (N24, "2024-04-27 10:00", 1, "2024-04-29"),
    (N24, "2024-04-28 10:00", 5, "2024-05-08"),
    (N24, "2024-04-30 17:00", 1, "2024-05-06"),
    (N24, "2024-05-10 10:00", 1, "2024-05-11"),
    (N24, "2024-05-10 18:00", 2, "2024-05-14"),
    # 端午 2024
    (N24, "2024-06-07 10:00", 1, "2024-06-11"),
    (N24, "2024-06-08 10:00", 2, "2024-06-13"),
    # 中秋 2024
    (N24, "2024-09-12 10:00", 5, "2024-09-20"),
    (N24, "2024-09-13 10:00", 1, "2024-09-14"),
    (N24, "2024-09-13 10:00", 2, "2024-09-18"),
    (N24, "2024-09-14 17:45", 1, "2024-09-19"),
    # 国庆 2024
    (N24, "2024-09-27 10:00", 1, "2024-09-29"),
    (N24, "2024-09-29 10:00", 2, "2024-10-08"),
    (N24, "2024-09-30 16:20", 5, "2024-10-12"),
    (N24, "2024-10-11 10:00", 2, "2024-10-14"),
    # year's end
    (N25, "2024-12-29 10:00", 1, "2024-12-31"),
    (N25, "2024-12-31 10:00", 1, "2025-01-02"),
    (N25, "2024-12-31 18:00", 1, "2025-01-03"),
    (N25, "2024-12-30 10:00", 5, "2025-01-07"),
    # 春节 2025
    (N25, "2025-01-24 10:00", 2, "2025-01-27"),
    (N25, "2025-01-26 10:00", 2, "2025-02-05"),
    (N25, "2025-01-27 17:29", 5, "2025-02-10"),
    (N25, "2025-01-27 17:30", 1, "2025-02-06"),
    (N25, "2025-02-01 12:00", 2, "2025-02-07"),
    (N25, "2025-02-07 10:00", 2, "2025-02-10"),
    # 清明, 劳动节, 端午 2025
    (N25, "2025-04-03 15:00", 1, "2025-04-07"),
    (N25, "2025-04-03 18:00", 2, "2025-04-09"),
    (N25, "2025-04-25 10:00", 2, "2025-04-28"),
    (N25, "2025-04-27 10:00", 5, "2025-05-07"),
    (N25, "2025-04-30 10:00", 2, "2025-05-07"),
    (N25, "2025-05-29 10:00", 5, "2025-06-06"),
    (N25, "2025-05-30 10:00", 1, "2025-06-03"),
    # 国庆 and 中秋 2025; the first is the design's own example
    (N25, "2025-09-30 16:20", 2, "2025-10-10"),
    (N25, "2025-09-30 16:20", 5, "2025-10-14"),
    (N25, "2025-09-26 16:00", 2, "2025-09-29"),
    (N25, "2025-09-28 10:00", 5, "2025-10-11"),
    (N25, "2025-10-08 20:00", 1, "2025-10-10"),
    (N25, "2025-10-10 18:00", 1, "2025-10-13"),
    # year's end, to a worked Sunday
    (N26, "2025-12-29 10:00", 5, "2026-01-06"),
    (N26, "2025-12-31 10:00", 1, "2026-01-04"),
    (N26, "2025-12-31 10:00", 2, "2026-01-05"),
    (N26, "2025-12-31 18:00", 1, "2026-01-05"),
    (N26, "2026-01-03 10:00", 2, "2026-01-06"),
    # 春节 2026
    (N26, "2026-02-13 10:00", 2, "2026-02-24"),
    (N26, "2026-02-14 17:00", 5, "2026-02-28"),
    (N26, "2026-02-14 17:30", 1, "2026-02-25"),
    (N26, "2026-02-17 00:00", 1, "2026-02-25"),
    (N26, "2026-02-27 10:00", 2, "2026-03-02"),
    # 清明, 劳动节, 端午, 中秋 2026
    (N26, "2026-04-03 10:00", 1, "2026-04-07"),
    (N26, "2026-04-30 10:00", 2, "2026-05-07"),
    (N26, "2026-04-30 18:00", 5, "2026-05-12"),
    (N26, "2026-05-08 10:00", 1, "2026-05-09"),
    (N26, "2026-06-18 10:00", 1, "2026-06-22"),
    (N26, "2026-09-18 10:00", 1, "2026-09-20"),
    (N26, "2026-09-24 18:00", 2, "2026-09-30"),
    (N26, "2026-09-24 10:00", 5, "2026-10-09"),
    # 国庆 2026
    (N26, "2026-09-30 16:20", 2, "2026-10-09"),
    (N26, "2026-09-30 16:20", 5, "2026-10-13"),
    # ordinary weeks, and the edge of what is known
    (N26, "2026-11-24 03:00", 1, "2026-11-25"),
    (N26, "2026-11-20 17:30", 1, "2026-11-24"),
    (N26, "2026-12-30 10:00", 1, "2026-12-31"),
    (N26, "2026-12-30 10:00", 2, None),
    (N26, "2026-12-31 17:30", 1, None),
]
# Source, assigned, working days, days of extension, due before it, due after it.
EXTENDED = [
    (N25, "2025-09-30 16:20", 2, 1, "2025-10-10", "2025-10-11"),  # to the worked Saturday
    (N25, "2025-09-30 16:20", 2, 2, "2025-10-10", "2025-10-13"),
    (N24, "2024-09-27 10:00", 1, 1, "2024-09-29", "2024-09-30"),
    (N24, "2024-09-29 10:00", 1, 1, "2024-09-30", "2024-10-08"),
    (N26, "2026-02-13 10:00", 1, 1, "2026-02-14", "2026-02-24"),
    (N26, "2025-12-31 10:00", 1, 1, "2026-01-04", "2026-01-05"),
    (N25, "2024-12-30 10:00", 5, 5, "2025-01-07", "2025-01-14"),
    (N25, "2025-01-26 10:00", 2, 2, "2025-02-05", "2025-02-07"),
    (N26, "2026-12-29 10:00", 2, 1, "2026-12-31", None),
]
# Source, assigned, working days, put on hold, days kept, resumed, due then.
HELD = [
    (N26, "2025-09-29 09:00", 5, "2025-09-30 10:00", 4, "2026-01-05 09:00", "2026-01-09"),
    (N26, "2025-09-29 09:00", 5, "2025-09-30 18:00", 3, "2026-02-13 10:00", "2026-02-25"),  # after hours, 春节 between
    (N26, "2025-09-29 09:00", 5, "2025-10-04 12:00", 3, "2026-09-30 17:30", "2026-10-12"),  # in one 国庆, before the next
    (N26, "2025-09-29 09:00", 5, "2025-10-13 10:00", 0, "2025-12-31 09:00", "2025-12-31"),  # on its last day
    (N26, "2025-09-29 09:00", 5, "2025-10-13 10:00", 0, "2025-12-31 18:00", "2026-01-04"),
    (N26, "2025-09-29 09:00", 5, "2025-10-14 10:00", 0, "2025-10-20 09:00", "2025-10-20"),  # its clock had run out
    (N24, "2024-09-27 10:00", 2, "2024-09-28 10:00", 1, "2024-10-12 10:00", "2024-10-14"),
    (N24, "2024-02-08 10:00", 5, "2024-02-09 18:00", 3, "2024-04-03 10:00", "2024-04-09"),
]


def shipped() -> WorkingCalendar:
    """市南区's calendar as it ships."""
    years = {}
    for path in sorted((ROOT / "infra/districts/shinan/calendars").glob("*.json")):
        held = json.loads(path.read_text(encoding="utf-8"))
        free, worked = ([date.fromisoformat(day) for day in held[name]] for name in ("free", "worked"))
        years[held["year"]] = YearDays(frozenset(free), frozenset(worked))
    return WorkingCalendar(ZONE, time(9), time(17, 30), years)


CALENDAR = shipped()
CLOCKS = DistrictClocks(CALENDAR)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE).astimezone(UTC)


def end_of(day: str | None) -> datetime | None:
    return at(f"{day} 17:30") if day else None


def assigned(written: str, days: int) -> Petition:
    """A petition in handling, assigned at that moment with a limit of as many days."""
    moment = at(written)
    held = Petition(
        "1" * 14, Status.SUBMITTED, 1, Kind.LIVELIHOOD, "01", days, "web", Place("words"), "D", "D", moment, "zh",
        LastAction("x", "submit", moment),
    )  # fmt: skip
    return transitions.accept(transitions.assign(held, "C", moment, CLOCKS), moment)


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_year_file_has_the_days_of_the_notice(year: int) -> None:
    source, frees, worked = NOTICES[year]
    free = {
        day
        for first, last in frees
        for day in _days(date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}"))
    }
    known = CALENDAR.years[year]
    assert known.worked == {date.fromisoformat(f"{year}-{day}") for day in worked}, source
    assert known.free == {day for day in free if day.weekday() < 5}, source


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]


@pytest.mark.parametrize(("source", "moment", "days", "due"), CLOSING)
def test_closing_is_due_at_the_end_of_work_when_assigned(source: str, moment: str, days: int, due: str | None) -> None:
    current = assigned(moment, days).rounds[0]
    assert (current.closing_due, current.calendar_missing) == (end_of(due), due is None), source
    told = explain(at(moment), days, 0, CALENDAR)
    assert (told["counted"][-1:] == [due]) if due else told["calendar_missing"] == 2027


@pytest.mark.parametrize(("source", "moment", "days", "more", "before", "after"), EXTENDED)
def test_extension_adds_to_the_old_due_date_when_granted(source, moment, days, more, before, after) -> None:
    held = assigned(moment, days)
    assert held.rounds[0].closing_due == end_of(before), source
    asked = pauses.request_extension(held, more, "li", at(moment))
    granted = pauses.grant_extension(asked, more, at(moment), CLOCKS)
    assert granted.rounds[0].closing_due == end_of(after), source


@pytest.mark.parametrize(("source", "moment", "days", "held_at", "kept", "resumed", "due"), HELD)
def test_hold_keeps_whole_working_days_when_resumed(source, moment, days, held_at, kept, resumed, due) -> None:
    asked = pauses.request_hold(assigned(moment, days), at(resumed), "li", at(held_at))
    held = pauses.grant_hold(asked, at(resumed), at(held_at), CLOCKS)
    assert held.rounds[0].holds[0].days_left == kept, source
    assert pauses.resume(held, at(resumed), CLOCKS).rounds[0].closing_due == end_of(due), source


def test_there_are_sixty_examples_at_least_and_every_holiday_of_three_years_is_crossed() -> None:
    assert len(CLOSING) + len(EXTENDED) + len(HELD) >= 60
    assert len({tuple(row) for row in CLOSING}) == len(CLOSING)
    for year, (_, frees, worked) in NOTICES.items():
        for first, last in frees:
            edge, end = f"{year}-{first}", f"{year}-{last}"
            assert any(moment[:10] <= end and (due is None or due > end) for _, moment, _, due in CLOSING if due), edge
        for day in worked:
            assert any(f"{year}-{day}" in (moment[:10], due) for _, moment, _, due in CLOSING) or _counted(f"{year}-{day}")


def _counted(day: str) -> bool:
    """True when a day lies inside what some example counts."""
    return any(day in explain(at(moment), days, 0, CALENDAR)["counted"] for _, moment, days, _ in CLOSING)


@pytest.mark.parametrize(("source", "moment", "days", "due"), [row for row in CLOSING if row[3]])
def test_deadline_never_comes_sooner_when_assigned_later(source, moment, days, due) -> None:
    moments = [at(f"{moment[:10]} {hour:02d}:00") for hour in range(24)]
    found = [CLOCKS.due_after(each, days) for each in moments]
    assert all(early <= late for early, late in pairwise(found) if early and late), source
