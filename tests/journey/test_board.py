"""The board: a month's counts and rates of a unit and those below it, from the counters alone."""

from collections import Counter

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.tally import ALL, OWN, Cell
from chalicelib.journey import board

from tests.fakes import FakePorts, ports
from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, HILL, staff
from tests.journey.steps import report

SUPERVISOR = staff(Role.SUPERVISOR, DISTRICT)


@pytest.fixture
def world() -> FakePorts:
    made = ports()
    answers = Counter({"answers": 40, "answers_resolved": 39, "answers_satisfied": 38, "lapses": 10, "received": 60})
    few = Counter({"answers": 4, "answers_resolved": 4, "sent_back": 2, "sent_back_refused": 1})
    made.tally.cells = {
        Cell("2025-09", DISTRICT, ALL): answers, Cell("2025-09", DISTRICT, OWN): Counter({"received": 1}),
        Cell("2025-09", HILL, ALL): few, Cell("2025-07", DISTRICT, ALL): Counter({"received": 7}),
    }  # fmt: skip
    return made


def test_board_shows_counts_and_rates_with_what_they_stand_on(world: FakePorts) -> None:
    shown = board.board(world, SUPERVISOR, DISTRICT, "", "en")
    assert (shown["period"], shown["unit_name"]) == ("2025-09", "Small District")
    whole = shown["whole"]
    assert whole["counts"]["received"] == 60
    assert whole["rates"]["resolution_rate"] == {"numerator": 39, "denominator": 40, "interval": None}
    assert whole["rates"]["response_rate"] == {"numerator": 0, "denominator": 0, "interval": None}
    assert [(row["unit"], row["own"]) for row in shown["rows"]] == [
        (DISTRICT, True), (DEPARTMENT, False), (HILL, False), (BAY, False),
    ]  # fmt: skip
    assert shown["rows"][0]["counts"]["received"] == 1


def test_a_rate_that_few_stand_behind_has_its_interval(world: FakePorts) -> None:
    (row,) = [each for each in board.board(world, SUPERVISOR, DISTRICT, "2025-09", "zh")["rows"] if each["unit"] == HILL]
    low, high = row["rates"]["resolution_rate"]["interval"]
    assert 0.5 < low < 0.52  # Source: Wilson, 4 of 4
    assert high == 1.0
    assert (row["counts"]["sent_back"], row["counts"]["sent_back_refused"]) == (2, 1)


def test_streets_are_drawn_in_one_picture_north_up(world: FakePorts) -> None:
    hill, bay = board.board(world, SUPERVISOR, DISTRICT, "", "en")["streets"]
    assert (hill["unit"], bay["unit_name"]) == (HILL, "Bay Street")
    assert hill["path"].startswith("M0 ")
    assert hill["x"] < 500 < bay["x"]
    assert hill["y"] == bay["y"] > 0


def test_trend_is_six_months_oldest_first(world: FakePorts) -> None:
    months = board.trend(world, SUPERVISOR, DISTRICT, "2025-09", "en")["months"]
    assert [each["period"] for each in months] == ["2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09"]
    assert [each["counts"]["received"] for each in months] == [0, 0, 0, 7, 0, 60]


def test_board_is_refused_for_a_unit_that_is_not_ones_own_or_below(world: FakePorts) -> None:
    officer = staff(Role.OFFICER, HILL)
    assert board.board(world, officer, ELM, "", "en")["unit"] == ELM
    for unit in (DISTRICT, BAY):
        with pytest.raises(Forbidden):
            board.board(world, officer, unit, "", "en")
        with pytest.raises(Forbidden):
            board.trend(world, officer, unit, "", "en")


@pytest.mark.parametrize("period", ["2025", "2025-13", "2025-09-01", "2025-Q3", "now", "9999999-01", "0001-02"])
def test_what_is_no_month_is_refused(world: FakePorts, period: str) -> None:
    with pytest.raises(InvalidInput):
        board.board(world, SUPERVISOR, DISTRICT, period, "en")
    with pytest.raises(InvalidInput):
        board.trend(world, SUPERVISOR, DISTRICT, period, "en")


def test_today_is_told_from_its_own_counters(world: FakePorts) -> None:
    day = world.clock.now().astimezone(world.districts.held.zone).date().isoformat()
    world.tally.cells[Cell(day, HILL, ALL)] = Counter({
        "received": 9, "closed": 7, "answers": 6, "answers_resolved": 5, "answers_satisfied": 4, "closing_counted": 5, "closing_on_time": 3,
    })  # fmt: skip
    shown = board.today(world, staff(Role.SUPERVISOR, HILL), HILL, "en")
    assert (shown["day"], shown["counts"]) == (day, {"received": 9, "closed": 7, "answered": 6, "overdue": 2, "unhappy": 2})
    assert board.today(world, SUPERVISOR, BAY, "en")["counts"] == dict.fromkeys(("received", "closed", "answered", "overdue", "unhappy"), 0)


@pytest.mark.parametrize(("unit", "listing", "unhappy"), [(DISTRICT, "district", 0), (HILL, "street", None), (ELM, "unit", None)])
def test_now_names_the_list_that_each_figure_is_counted_in(world: FakePorts, unit: str, listing: str, unhappy: int | None) -> None:
    report(world)  # lies with Elm
    world.clock.move(days=30)
    shown = board.now(world, SUPERVISOR, unit)
    assert (shown["listing"], shown["overdue"], shown["emergencies"], shown["unhappy"]) == (listing, 1, 0, unhappy)
    assert shown["more"] is False


def test_now_and_today_are_refused_to_who_does_not_answer_for_the_unit(world: FakePorts) -> None:
    for asked in (lambda who: board.now(world, who, HILL), lambda who: board.today(world, who, HILL, "en")):
        with pytest.raises(Forbidden):
            asked(staff(Role.SUPERVISOR, BAY))
