"""Calendar files come from official days alone."""

import json
from pathlib import Path

import chinese_calendar
import pytest

from infra import ROOT, calendars

SHIPPED = sorted((ROOT / "infra/districts").glob("*/calendars/*.json"))


def test_year_days_match_the_notice_when_the_year_is_2025() -> None:
    """国办发明电〔2024〕12号: free 1.1, 1.28-2.4, 4.4-6, 5.1-5, 5.31-6.2, 10.1-8; five weekend days worked."""
    made = calendars.year_days(2025)
    assert made["worked"] == ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
    assert made["free"] == [
        "2025-01-01", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-02-03", "2025-02-04",
        "2025-04-04", "2025-05-01", "2025-05-02", "2025-05-05", "2025-06-02",
        "2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08",
    ]  # fmt: skip


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_shipped_calendar_is_what_the_command_makes_when_run_again(path: Path) -> None:
    held, made = json.loads(path.read_text(encoding="utf-8")), calendars.year_days(int(path.stem))
    assert {name: held[name] for name in ("year", "free", "worked")} == {
        name: made[name] for name in ("year", "free", "worked")
    }


@pytest.mark.parametrize("year", [1999, 2100, 0, 10_000])
def test_command_refuses_plainly_when_there_are_no_official_days(
    year: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calendars.main([str(year), "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(
        f"The installed chinesecalendar has no official days for {year}."
    )
    assert list(tmp_path.iterdir()) == []


def test_year_is_refused_when_the_library_knows_no_holiday_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that answers for a year with weekends alone knows nothing of it."""
    monkeypatch.setattr(chinese_calendar, "is_workday", lambda day: day.weekday() < 5)
    with pytest.raises(calendars.NoOfficialDays):
        calendars.year_days(2031)


def test_command_writes_the_year_when_it_is_known(tmp_path: Path) -> None:
    assert calendars.main(["2026", "--out", str(tmp_path)]) == 0
    assert json.loads((tmp_path / "2026.json").read_text(encoding="utf-8")) == calendars.year_days(2026)
    assert calendars.main(["2026", "--out", str(tmp_path / "nowhere")]) == 1
