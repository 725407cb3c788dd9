"""What is judged later is counted later: no count is added to a month whose bulletin is out."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from chalicelib.domain import transitions
from chalicelib.domain.deadlines import DistrictClocks, WorkingCalendar, YearDays
from chalicelib.domain.petition import Kind, LastAction, Petition, Place, Status
from chalicelib.domain.tally import contribution

ZONE = ZoneInfo("Asia/Shanghai")
NOVEMBER, DECEMBER = datetime(2026, 11, 30, 2, tzinfo=UTC), datetime(2026, 12, 1, 2, tzinfo=UTC)
NONE = YearDays(frozenset(), frozenset())
START, END = (datetime(2026, 1, 1, hour).time() for hour in (9, 17))
CLOCKS = DistrictClocks(WorkingCalendar(ZONE, START, END, {2026: NONE, 2027: NONE}), 4, {})


@pytest.mark.parametrize(("again", "refused"), [("elm", 1), ("hill", 0)])
def test_sending_back_is_counted_in_the_month_of_its_judgement(again: str, refused: int) -> None:
    petition = Petition(
        "1", Status.SUBMITTED, 1, Kind.LIVELIHOOD, "01", 5, "web", Place("chosen"), "district", "district", NOVEMBER,
        "zh", LastAction("petitioner", "submit", NOVEMBER),
    )  # fmt: skip
    sent_back = transitions.send_back(transitions.assign(petition, "elm", NOVEMBER, CLOCKS), NOVEMBER)
    waiting = contribution(sent_back, ZONE)
    assert "sent_back" not in waiting["2026-11"].get("elm", {})
    judged = contribution(transitions.assign(sent_back, again, DECEMBER, CLOCKS), ZONE)
    assert "sent_back" not in judged["2026-11"].get("elm", {})
    found = judged["2026-12"]["elm"]
    assert (found["sent_back"], found.get("sent_back_refused", 0)) == (1, refused)
