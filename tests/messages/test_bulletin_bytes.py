"""From the counters to the files, with the real words: the same inputs give the same bytes, on another day too."""

import hashlib
import json
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain.bulletin import SUMS
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, Cell
from chalicelib.journey.publish import interim, publish_due, sealed
from chalicelib.messages import bulletin

from tests.fakes import FakePorts, ports
from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, HILL
from tests.messages.bulletins import DISTRICT as HELD
from tests.messages.bulletins import sample

OCTOBER = datetime(2025, 9, 30, 16, 20, tzinfo=UTC)


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
        assert sealed(again)[1] == earlier.digest != record.digest
        assert {each.path: each.body for each in again}.items() <= files(first).items()
    assert {"index.html", "en.html", "bulletin.docx", "tables.json"} <= {path.rpartition("/")[2] for path in files(first)}


def test_kept_figures_make_the_digest_that_the_record_names() -> None:
    world = counted()
    publish_due(world, bulletin)
    for unit in (DISTRICT, HILL):
        (record,) = world.bulletins.issued(unit)
        again = bulletin.bulletin(world.bulletins.figures(record.inputs), world.districts.current())
        assert sealed(again)[1] == record.digest
        assert {each.path: each.body for each in again}.items() <= world.bulletins.files.items()


def test_reader_checks_every_file_with_sha256sum_and_the_list_of_them_against_the_index(tmp_path) -> None:
    world = counted()
    publish_due(world, bulletin)
    for path, body in world.bulletins.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(body)
    index = json.loads((tmp_path / "index.json").read_text())
    assert [each["unit"] for each in index["bulletins"]] == [DISTRICT, DEPARTMENT, HILL, BAY]
    for told in index["bulletins"]:
        folder = tmp_path / told["unit"] / told["period"]
        checked = subprocess.run(["sha256sum", "--strict", "-c", SUMS], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S607
        assert {line.removesuffix(": OK") for line in checked.stdout.splitlines()} == {each.name for each in folder.iterdir()} - {SUMS}
        assert hashlib.sha256((folder / SUMS).read_bytes()).hexdigest() == told["digest"] == world.bulletins.issued(told["unit"])[0].digest
        numbers = hashlib.sha256((folder / "tables.json").read_bytes()).hexdigest()
        for page in ("index.html", "en.html"):
            text = (folder / page).read_text()
            assert numbers in text
            assert f'href="/bulletins/{told["unit"]}/{told["period"]}/{SUMS}"' in text
        assert json.loads((tmp_path / told["unit"] / "index.json").read_text())["bulletins"] == [told]


def test_index_names_the_digest_of_what_a_later_run_completed() -> None:
    world = counted()
    record, complete = world.bulletins.record, world.bulletins.complete
    world.bulletins.record = lambda held: record(replace(held, digest="of an older version of the words"))
    world.bulletins.complete = lambda _: None
    publish_due(world, bulletin)
    world.bulletins.record, world.bulletins.complete = record, complete
    publish_due(world, bulletin)
    told = {each["unit"]: each["digest"] for each in json.loads(world.bulletins.files["index.json"])["bulletins"]}
    assert told == {unit: world.bulletins.issued(unit)[0].digest for unit in (DISTRICT, DEPARTMENT, HILL, BAY)}
    assert told[HILL] == hashlib.sha256(world.bulletins.files[f"{HILL}/2025-09/{SUMS}"]).hexdigest()


def test_interim_page_has_its_list_of_checksums_too() -> None:
    world = counted()
    interim(world, "2025-10", bulletin)
    assert world.bulletins.files[f"{DISTRICT}/2025-10-interim/{SUMS}"].decode().count("\n") > 10


def test_bulletin_stays_as_it_was_when_units_and_categories_are_renamed_or_gone() -> None:
    world = counted()
    publish_due(world, bulletin)
    before = files(world)
    world.districts.held = replace(world.districts.held, categories={})
    world.clock.moment = datetime(2025, 10, 31, 16, 20, tzinfo=UTC)
    publish_due(world, bulletin)
    assert files(world) == before
    assert f"{DISTRICT}/2025-10/index.html" in world.bulletins.files
