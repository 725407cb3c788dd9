"""From the counters to the files, with the real words: the same inputs give the same bytes, on another day too."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, Cell
from chalicelib.journey.publish import digest, publish_due
from chalicelib.messages import bulletin

from frontend import catalogues
from tests.fakes import FakePorts, ports
from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, HILL
from tests.messages.bulletins import DISTRICT as HELD
from tests.messages.bulletins import sample

OCTOBER = datetime(2025, 9, 30, 16, 20, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def compiled_catalogues() -> None:
    catalogues.compile_all()


def counted(order: int = 1) -> FakePorts:
    """A world whose counters say what the sample says, written in one order or the other."""
    world, figures = ports(), sample()
    world.districts.held = replace(HELD, settings={})
    world.clock.moment = OCTOBER
    cells = {Cell("2025-09", row.unit, OWN if row.own else ALL): row.measures for row in figures.rows}
    cells |= {Cell("2025-09", DISTRICT, ALL): figures.measures, Cell("2025-09", DISTRICT, ALL_DEEP): figures.matters}
    for cell, counts in list(cells.items())[::order]:
        world.tally.cells[cell] = Counter(dict(list(counts.items())[::order]))
    return world


def files(world: FakePorts) -> dict[str, bytes]:
    return {path: body for path, body in world.bulletins.files.items() if "/2025-09" in path}


def test_bytes_are_the_same_on_another_day_but_for_the_moment_of_reading_and_in_any_order_of_the_counters() -> None:
    first, later = counted(), counted(order=-1)
    later.clock.moment += timedelta(days=2, hours=7)
    assert publish_due(first, bulletin) == publish_due(later, bulletin) == [f"{unit}/2025-09" for unit in (DISTRICT, DEPARTMENT, HILL, BAY)]
    for unit in (DISTRICT, DEPARTMENT, HILL, BAY):
        ((earlier,), (record,)) = (world.bulletins.issued(unit) for world in (first, later))
        held = later.bulletins.figures(record.inputs)
        assert (held.read_at, held.as_of) == (later.clock.now(), OCTOBER.replace(minute=0))
        again = bulletin.bulletin(replace(held, read_at=first.clock.now()), later.districts.current())
        assert digest(again) == earlier.digest != record.digest
        assert {each.path: each.body for each in again}.items() <= files(first).items()
    assert {"index.html", "en.html", "bulletin.docx", "tables.json"} <= {path.rpartition("/")[2] for path in files(first)}


def test_kept_figures_make_the_digest_that_the_record_names() -> None:
    world = counted()
    publish_due(world, bulletin)
    for unit in (DISTRICT, HILL):
        (record,) = world.bulletins.issued(unit)
        again = bulletin.bulletin(world.bulletins.figures(record.inputs), world.districts.current())
        assert digest(again) == record.digest
        assert {each.path: each.body for each in again}.items() <= world.bulletins.files.items()


def test_bulletin_stays_as_it_was_when_units_and_categories_are_renamed_or_gone() -> None:
    world = counted()
    publish_due(world, bulletin)
    before = files(world)
    world.districts.held = replace(world.districts.held, categories={})
    world.clock.moment = datetime(2025, 10, 31, 16, 20, tzinfo=UTC)
    publish_due(world, bulletin)
    assert files(world) == before
    assert f"{DISTRICT}/2025-10/index.html" in world.bulletins.files
