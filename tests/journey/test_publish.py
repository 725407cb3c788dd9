"""The month's bulletins: once, numbered, never changed."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.domain.configuration import ConfigurationChange
from chalicelib.domain.figures import Case, Draft, Said
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN_DEEP, Cell
from chalicelib.journey.count import count
from chalicelib.journey.publish import interim, publish_due
from chalicelib.journey.sweep import sweep
from chalicelib.journey.watch import late_bulletins

from tests.fakes import ports
from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, HILL, OAK, PIER
from tests.fakes.small import PlainPages
from tests.fakes.two_districts import CITY, PORT, make_two
from tests.journey.steps import HAPPY, answers, asked, petition, report

OCTOBER = datetime(2025, 9, 30, 16, 30, tzinfo=UTC)  # half past midnight by the district's clock


@pytest.fixture
def counted(world):
    """A settled petition of September, and the clock in the first hour of October."""
    number = asked(world)
    count(world, answers(world, number, HAPPY))
    world.clock.moment = OCTOBER
    return number


def test_last_month_is_issued_for_district_departments_and_streets_when_it_is_over(world, counted) -> None:
    assert publish_due(world, PlainPages()) == [f"{unit}/2025-09" for unit in (DISTRICT, DEPARTMENT, HILL, BAY)]
    page = world.bulletins.files[f"{DISTRICT}/2025-09.txt"].decode().splitlines()
    assert page[0] == f"{DISTRICT} 2025-09 1 1 2025-10-01T00:00:00+08:00"
    assert "'answers_satisfied': 1" in next(line for line in page if line.startswith(HILL))
    assert world.bulletins.files["index.txt"].decode().splitlines()[0].endswith("2025-09")


def test_nothing_is_issued_when_it_was_before(world, counted) -> None:
    publish_due(world, PlainPages())
    files, records = dict(world.bulletins.files), dict(world.bulletins.records)
    world.clock.move(days=20)
    assert publish_due(world, PlainPages()) == []
    assert (world.bulletins.files, world.bulletins.records) == (files, records)


def test_bulletins_are_numbered_on_and_by_year_when_months_pass(world, counted) -> None:
    for month in (10, 11, 12):
        world.clock.moment = datetime(2025, month, 2, tzinfo=UTC)
        publish_due(world, PlainPages())
    world.clock.moment = datetime(2026, 2, 2, tzinfo=UTC)
    publish_due(world, PlainPages())
    issued = world.bulletins.issued(DISTRICT)
    assert [(each.period, each.issue, each.issue_of_year) for each in issued] == [
        ("2025-09", 1, 1), ("2025-10", 2, 2), ("2025-11", 3, 3), ("2025-12", 4, 4), ("2026-01", 5, 1),
    ]  # fmt: skip


def test_numbers_go_on_when_nothing_was_issued_for_years(world, counted) -> None:
    for year in (2025, 2029):
        world.clock.moment = datetime(year, 10, 2, tzinfo=UTC)
        publish_due(world, PlainPages())
    issued = world.bulletins.issued(DISTRICT)
    assert [(each.period, each.issue, each.issue_of_year) for each in issued] == [("2025-09", 1, 1), ("2029-09", 2, 1)]


def test_month_is_not_over_when_only_greenwich_still_has_its_last_day(world, counted) -> None:
    world.clock.moment = datetime(2025, 9, 30, 15, 59, tzinfo=UTC)
    assert publish_due(world, PlainPages()) == [f"{unit}/2025-08" for unit in (DISTRICT, DEPARTMENT, HILL, BAY)]


def test_bytes_are_the_same_when_a_crash_lost_the_record(world, counted) -> None:
    record = world.bulletins.record
    world.bulletins.record = lambda _: (_ for _ in ()).throw(ConnectionError)
    with pytest.raises(ConnectionError):
        publish_due(world, PlainPages())
    crashed = dict(world.bulletins.files)
    world.bulletins.record = record
    world.clock.move(hours=3)
    publish_due(world, PlainPages())
    assert {name: world.bulletins.files[name] for name in crashed} == crashed


def test_interim_page_has_no_number_when_the_month_still_runs(world, counted) -> None:
    (path,) = interim(world, "2025-10", PlainPages())
    assert world.bulletins.files[path].decode().startswith(f"{DISTRICT} 2025-10 None None")
    assert world.bulletins.records == {}


def test_bulletin_is_empty_and_issued_when_nothing_happened() -> None:
    quiet = ports()
    quiet.clock.moment = OCTOBER
    assert len(publish_due(quiet, PlainPages())) == 4
    assert quiet.bulletins.files[f"{BAY}/2025-09.txt"].decode().splitlines()[1] == f"{BAY}* {{}}"


def loaded(world, at: datetime, *units: str, district: str = DISTRICT) -> None:
    added = tuple(f"units/{unit}" for unit in units)
    world.configurations.changes.insert(0, ConfigurationChange(district, at, "files:x", "", at.isoformat(), added, (), (), {}))


NOVEMBER = datetime(2025, 10, 31, 16, 30, tzinfo=UTC)


def test_no_bulletin_of_a_month_that_was_over_before_the_district_began(world) -> None:
    loaded(world, datetime(2025, 10, 1, 1, tzinfo=UTC), DISTRICT, DEPARTMENT, HILL, BAY)
    world.clock.moment = OCTOBER
    assert publish_due(world, PlainPages()) == []
    assert late_bulletins(world) == []
    world.clock.moment = NOVEMBER
    assert publish_due(world, PlainPages()) == [f"{unit}/2025-10" for unit in (DISTRICT, DEPARTMENT, HILL, BAY)]
    assert [(each.issue, each.issue_of_year) for each in world.bulletins.issued(DISTRICT)] == [(1, 1)]


def test_unit_that_stood_for_the_last_minute_of_a_month_says_that_it_had_nothing(world) -> None:
    loaded(world, datetime(2025, 9, 30, 15, 59, tzinfo=UTC), DISTRICT, DEPARTMENT, HILL, BAY)
    world.clock.moment = OCTOBER
    assert len(publish_due(world, PlainPages())) == 4
    assert world.bulletins.files[f"{BAY}/2025-09.txt"].decode().splitlines()[1] == f"{BAY}* {{}}"


def test_street_that_came_later_begins_with_its_own_first_month_and_number(world) -> None:
    loaded(world, datetime(2025, 8, 1, tzinfo=UTC), DISTRICT, DEPARTMENT, HILL)
    for serial in range(120):  # more than one page of the history
        loaded(world, datetime(2025, 8, 2, tzinfo=UTC) + timedelta(minutes=serial), f"C-{serial}")
    loaded(world, datetime(2025, 10, 9, tzinfo=UTC), BAY)
    world.clock.moment = OCTOBER
    assert publish_due(world, PlainPages()) == [f"{unit}/2025-09" for unit in (DISTRICT, DEPARTMENT, HILL)]
    world.clock.moment = NOVEMBER
    assert f"{BAY}/2025-10" in publish_due(world, PlainPages())
    assert [(each.issue, each.issue_of_year) for each in world.bulletins.issued(BAY)] == [(1, 1)]
    assert [(each.issue, each.issue_of_year) for each in world.bulletins.issued(HILL)] == [(1, 1), (2, 2)]


def test_month_that_petitions_were_counted_in_is_told_whenever_the_district_was_loaded(world, counted) -> None:
    loaded(world, datetime(2025, 10, 20, tzinfo=UTC), DISTRICT, DEPARTMENT, HILL, BAY)
    assert publish_due(world, PlainPages()) == [f"{unit}/2025-09" for unit in (DISTRICT, HILL)]


def test_unit_that_went_and_came_again_had_begun_when_it_first_came(world) -> None:
    loaded(world, datetime(2025, 10, 20, tzinfo=UTC), BAY)
    loaded(world, datetime(2025, 8, 1, tzinfo=UTC), BAY)
    world.clock.moment = OCTOBER
    assert f"{BAY}/2025-09" in publish_due(world, PlainPages())


def test_city_begins_with_the_first_of_its_districts(world) -> None:
    make_two(world)
    loaded(world, datetime(2025, 10, 20, tzinfo=UTC), PORT, CITY, district=PORT)
    loaded(world, datetime(2025, 10, 9, tzinfo=UTC), DISTRICT, DEPARTMENT, HILL, BAY, CITY)
    world.clock.moment = OCTOBER
    issued = publish_due(world, PlainPages())
    assert not [name for name in issued if name.startswith((f"{CITY}/", f"{PORT}/", f"{DISTRICT}/"))]
    world.clock.moment = NOVEMBER
    assert {f"{unit}/2025-10" for unit in (CITY, PORT, DISTRICT)} <= set(publish_due(world, PlainPages()))


def test_first_bulletin_of_a_new_district_looks_back_no_further_than_one_empty_month(world, counted) -> None:
    read, asked = world.tally.read, Counter()

    def counting(periods, units, *rest, **named):
        asked.update(periods)
        return read(periods, units, *rest, **named)

    world.tally.read = counting
    publish_due(world, PlainPages())
    assert set(asked) == {"2025-08", "2025-09"}
    assert asked["2025-08"] == 4  # once for each bulletin: neither its rows nor the months before can know more


def test_first_bulletin_tells_the_months_that_were_counted_before_it(world, counted) -> None:
    for month, many in (("2024-09", 3), ("2025-06", 1), ("2025-07", 4), ("2025-08", 5)):
        world.tally.cells[Cell(month, DISTRICT, ALL)] = Counter(received=many)
    publish_due(world, PlainPages())
    held = world.bulletins.figures(world.bulletins.issued(DISTRICT)[0].inputs)
    assert [(each.period, each.received) for each in held.trend] == [
        ("2024-09", 3), ("2025-06", 1), ("2025-07", 4), ("2025-08", 5), ("2025-09", 1),
    ]  # fmt: skip
    assert (held.before, held.year_ago) == ({"received": 5}, {"received": 3})


def test_unit_rows_add_up_to_the_whole_when_counted(world, counted) -> None:
    publish_due(world, PlainPages())
    rows = world.bulletins.files[f"{DISTRICT}/2025-09.txt"].decode().splitlines()[1:]
    assert sum("'received': 1" in row for row in rows) == 1
    assert petition(world, counted).owner == "C-elm"


def test_nothing_is_issued_until_the_sweep_has_passed_the_months_end(world) -> None:
    report(world)
    world.clock.moment = OCTOBER
    assert publish_due(world, PlainPages()) is None
    sweep(world)
    assert publish_due(world, PlainPages())


def test_nothing_is_issued_until_every_mark_has_reached_the_counters(world) -> None:
    world.tally.at_once = False
    world.clock.moment = OCTOBER
    assert publish_due(world, PlainPages()) is None
    for part in range(255):
        world.tally.pulse_arrived("2025-09", part)
    assert publish_due(world, PlainPages()) is None
    world.tally.pulse_arrived("2025-09", 255)
    assert publish_due(world, PlainPages())


def test_one_bulletin_stands_when_two_firings_come_at_once(world, counted) -> None:
    record, late = world.bulletins.record, []

    def overtaken(mine):
        world.bulletins.record = record
        if not late:
            late.append(publish_due(world, PlainPages()))
            world.bulletins.files = dict.fromkeys(world.bulletins.files, b"the first one's")
        return record(mine)

    world.bulletins.record = overtaken
    publish_due(world, PlainPages())
    assert len(late[0]) == 4
    assert len(world.bulletins.records) == 4
    assert world.bulletins.files[f"{DISTRICT}/2025-09.txt"] == b"the first one's"


def test_files_are_completed_from_the_same_figures_when_a_crash_came_after_the_record(world, counted) -> None:
    world.bulletins.store = lambda *_: (_ for _ in ()).throw(ConnectionError)
    with pytest.raises(ConnectionError):
        publish_due(world, PlainPages())
    del world.bulletins.store
    world.tally.cells.clear()  # whatever the counters say by then
    publish_due(world, PlainPages())
    page = world.bulletins.files[f"{DISTRICT}/2025-09.txt"].decode()
    assert "'answers_satisfied': 1" in page
    assert all(each.complete for each in world.bulletins.issued(DISTRICT))


def test_quarter_and_year_add_up_their_months_when_the_district_wants_them(world, counted) -> None:
    world.districts.held = replace(world.districts.held, settings={"bulletin_kinds": ["quarter", "year"]})
    world.clock.moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert f"{DISTRICT}/2025" in publish_due(world, PlainPages())
    assert "'answers_satisfied': 1" in world.bulletins.files[f"{DISTRICT}/2025.txt"].decode()
    assert "answers_satisfied" not in world.bulletins.files[f"{DISTRICT}/2025-Q4.txt"].decode()


def test_nothing_is_issued_before_a_supervisor_approves_where_the_district_wants_a_review(world, counted) -> None:
    world.districts.held = replace(world.districts.held, settings={"bulletin_review": True})
    assert publish_due(world, PlainPages()) == []
    (draft,) = world.bulletins.drafts(DISTRICT)
    said = Said("Well done", (Case("A lamp", "It shines"),))
    approved = replace(draft, said=said, version=2, approved_at=world.clock.now())
    assert world.bulletins.keep_draft(approved, 1)
    assert publish_due(world, PlainPages()) == [f"{DISTRICT}/2025-09"]
    assert "Well done" in world.bulletins.files[f"{DISTRICT}/2025-09.txt"].decode()


def test_revision_says_why_and_what_it_changes_and_leaves_the_first_as_it_was(world, counted) -> None:
    publish_due(world, PlainPages())
    first = world.bulletins.files[f"{HILL}/2025-09.txt"]
    next(counts for cell, counts in world.tally.cells.items() if cell.unit == HILL)["answers"] += 1
    order = Draft(HILL, "2025-09", 1, Said(), 1, "s", world.clock.now(), "a late answer", world.clock.now())
    assert world.bulletins.keep_draft(order, None)
    assert publish_due(world, PlainPages()) == [f"{HILL}/2025-09/r1"]
    assert "a late answer" in world.bulletins.files[f"{HILL}/2025-09-r1.txt"].decode()
    assert world.bulletins.files[f"{HILL}/2025-09.txt"] == first
    assert publish_due(world, PlainPages()) == []


def test_week_adds_up_its_days_when_the_district_wants_weeks(world, counted) -> None:
    world.districts.held = replace(world.districts.held, settings={"bulletin_kinds": ["week"]})
    assert f"{DISTRICT}/2025-W39" in publish_due(world, PlainPages())
    world.clock.moment = datetime(2025, 10, 5, 16, 0, tzinfo=UTC)
    assert f"{DISTRICT}/2025-W40" in publish_due(world, PlainPages())
    assert "'answers_satisfied': 1" in world.bulletins.files[f"{DISTRICT}/2025-W40.txt"].decode()
    assert "answers_satisfied" not in world.bulletins.files[f"{DISTRICT}/2025-W39.txt"].decode()


def test_communities_have_bulletins_when_the_district_wants_them(world, counted) -> None:
    world.districts.held = replace(world.districts.held, settings={"bulletin_levels": ["community"]})
    assert publish_due(world, PlainPages()) == [f"{unit}/2025-09" for unit in (DISTRICT, ELM, OAK, PIER)]


def test_matters_are_kept_for_the_district_and_for_units_with_nothing_below(world, counted) -> None:
    kept = {"category2.0101": 3, "category3.010101": 2}
    for unit, scope in ((DISTRICT, ALL_DEEP), (DEPARTMENT, OWN_DEEP), (HILL, OWN_DEEP)):
        world.tally.cells[Cell("2025-09", unit, scope)] = Counter(kept)
    publish_due(world, PlainPages())
    inputs = {unit: world.bulletins.figures(world.bulletins.issued(unit)[0].inputs) for unit in (DISTRICT, DEPARTMENT, HILL)}
    assert {unit: each.matters for unit, each in inputs.items()} == {DISTRICT: kept, DEPARTMENT: kept, HILL: {}}
    world.clock.moment = datetime(2025, 11, 1, tzinfo=UTC)
    publish_due(world, PlainPages())
    assert world.bulletins.figures(world.bulletins.issued(DISTRICT)[1].inputs).matters_before == kept


def test_city_adds_up_its_districts_and_reads_nothing_else(world) -> None:
    make_two(world)
    for unit, received in ((DISTRICT, 3), (PORT, 4)):
        world.tally.cells[Cell("2025-09", unit, ALL)] = Counter(received=received)
        world.tally.cells[Cell("2025-09", unit, ALL_DEEP)] = Counter({"category3.010101": received})
    world.tally.cells[Cell("2025-09", CITY, ALL)] = Counter(received=99)
    world.clock.moment = OCTOBER
    assert f"{CITY}/2025-09" in publish_due(world, PlainPages())
    (record,) = world.bulletins.issued(CITY)
    held = world.bulletins.figures(record.inputs)
    assert (held.measures, held.matters) == ({"received": 7}, {"category3.010101": 7})
    assert [(row.unit, dict(row.measures)) for row in held.rows] == [(DISTRICT, {"received": 3}), (PORT, {"received": 4})]


def test_bulletin_is_listed_though_a_crash_came_before_the_list_was_written(world, counted) -> None:
    pages = PlainPages()
    real, pages.index = pages.index, lambda *_: (_ for _ in ()).throw(ConnectionError)
    with pytest.raises(ConnectionError):
        publish_due(world, pages)
    assert not any(each.complete for each in world.bulletins.issued(DISTRICT))
    pages.index = real
    assert publish_due(world, pages) == []
    assert f"{DISTRICT} 2025-09" in world.bulletins.files["index.txt"].decode()
    assert all(each.complete for each in world.bulletins.issued(DISTRICT))


def test_month_is_listed_while_the_quarter_still_waits_for_its_marks(world, counted) -> None:
    world.districts.held = replace(world.districts.held, settings={"bulletin_kinds": ["week", "month"]})
    missing, world.tally.pulses_missing = world.tally.pulses_missing, lambda period: 1 if period == "2025-09" else 0
    assert publish_due(world, PlainPages()) is None
    assert f"{DISTRICT} 2025-W39" in world.bulletins.files["index.txt"].decode()
    assert f"{DISTRICT}/2025-09.txt" not in world.bulletins.files
    world.tally.pulses_missing = missing
    assert f"{DISTRICT}/2025-09" in publish_due(world, PlainPages())


def test_later_month_waits_for_the_one_that_nobody_has_approved(world, counted) -> None:
    world.districts.held = replace(world.districts.held, settings={"bulletin_review": True})
    publish_due(world, PlainPages())
    world.clock.moment = datetime(2025, 11, 1, tzinfo=UTC)
    later = Draft(HILL, "2025-10", 0, Said(), 1, "s", world.clock.now(), "", world.clock.now())
    assert world.bulletins.keep_draft(later, None)
    assert publish_due(world, PlainPages()) == []
    (september, _) = world.bulletins.drafts(HILL)
    assert world.bulletins.keep_draft(replace(september, version=2, approved_at=world.clock.now()), 1)
    assert publish_due(world, PlainPages()) == [f"{HILL}/2025-09", f"{HILL}/2025-10"]


def test_bulletin_that_cannot_be_made_keeps_nobody_else_from_theirs_and_comes_when_it_can(world, counted) -> None:
    read, broken = world.tally.cells[Cell("2025-09", HILL, ALL)], {}
    world.tally.cells[Cell("2025-09", HILL, ALL)] = Counter(read) + Counter(answers_satisfied=9)
    issued = publish_due(world, PlainPages(), broken)
    assert issued == [f"{unit}/2025-09" for unit in (DEPARTMENT, BAY)]  # the district counts it too, in its own rows
    assert sorted(broken) == [f"{DISTRICT}/2025-09", f"{HILL}/2025-09"]
    assert f"{HILL}/2025-09" in late_bulletins(world)
    world.tally.cells[Cell("2025-09", HILL, ALL)] = read
    assert publish_due(world, PlainPages(), (mended := {})) == [f"{unit}/2025-09" for unit in (DISTRICT, HILL)]
    assert not mended
    assert [each.issue for each in world.bulletins.issued(HILL)] == [1]


def test_later_bulletin_of_a_unit_waits_for_its_broken_one_so_that_numbers_follow_their_months(world, counted) -> None:
    publish_due(world, PlainPages())
    world.clock.moment = datetime(2025, 12, 2, tzinfo=UTC)
    world.tally.cells[Cell("2025-10", BAY, ALL)] = Counter(received=-1)
    issued = publish_due(world, PlainPages(), broken := {})
    assert f"{HILL}/2025-11" in issued
    assert not [name for name in issued if name.startswith(f"{BAY}/")]
    assert f"{BAY}/2025-10" in broken
    del world.tally.cells[Cell("2025-10", BAY, ALL)]
    assert [f"{BAY}/2025-10", f"{BAY}/2025-11"] == [name for name in publish_due(world, PlainPages()) if name.startswith(f"{BAY}/")]


class WordsFail(PlainPages):
    """Pages that have no words for one unit."""

    def bulletin(self, figures, district):
        if figures.unit == HILL:
            raise KeyError(figures.unit)
        return super().bulletin(figures, district)


def test_correction_and_unfinished_bulletin_that_cannot_be_made_keep_nobody_else_from_theirs(world, counted) -> None:
    publish_due(world, PlainPages())
    (record,) = world.bulletins.issued(HILL)
    world.bulletins.records[HILL, "2025-09", 0] = replace(record, complete=False)
    order = Draft(HILL, "2025-09", 1, Said(), 1, "x", world.clock.now(), "wrong", world.clock.now())
    world.bulletins.keep_draft(order, None)
    world.bulletins.keep_draft(replace(order, unit=BAY), None)
    assert publish_due(world, WordsFail(), broken := {}) == [f"{BAY}/2025-09/r1"]
    assert sorted(broken) == [f"{HILL}/2025-09", f"{HILL}/2025-09/r1"]
    assert publish_due(world, PlainPages()) == [f"{HILL}/2025-09/r1"]
