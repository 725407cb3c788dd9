"""What a month's bulletins cost: of a district of 600 units, after a hundred thousand petitions and after ten million.

Run: python tests/bench/bench_bulletin.py. On the real local AWS; the counters are loaded as so many petitions would have left them.
Three bulletins of the district alone, and all 25 of a month: the first of a new district, which pays once for the history of
its configuration (when did it begin?) and for a look at the month before; the first where thirteen months of counters stand and nothing was issued, as after an import;
and the next one, which looks at what was issued. Fails where the larger load costs over 10 % more calls, read units or CPU,
or a district's own bulletin over its read units (250 long-term matters on hold among them) or 2 s CPU. The one after an import has 330, once in a district's life: the
twelve months before it lie in 16 parts each, and those of the month before in 4 of each street and department.
"""

import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.measured import quiet, table
from tests.bench.meter import Meter

SMALL, LARGE = 100_000, 10_000_000
STREETS, COMMUNITIES, GRIDS, DEPARTMENTS, CATEGORIES = 12, 10, 46, 12, 15  # 12 x 10 + 456 + 24 + 1 = 601 units
MOST_READS, MOST_CPU_SECONDS, MOST_GROWTH = 200, 2.0, 1.10
ROUNDS = 2  # of both sizes in turn
MONTHS = ("2025-08", "2025-09")
NEW = "first of a new district"
MOST_READS_AFTER_IMPORT = 330


def organisation() -> Any:
    """A district of 601 units."""
    from chalicelib.domain.organisation import Organisation, Unit

    units = [Unit("D", "区", "District", "district", None)]
    units += [Unit(f"DEP{each}", f"部门{each}", f"Department {each}", "department", "D") for each in range(DEPARTMENTS)]
    for street in range(STREETS):
        units.append(Unit(f"S{street}", f"街道{street}", f"Street {street}", "street", "D"))
        units += [Unit(f"S{street}C{each}", "社区", "Community", "community", f"S{street}") for each in range(COMMUNITIES)]
        units += [Unit(f"S{street}G{each}", "网格", "Grid", "grid", f"S{street}C{each % COMMUNITIES}") for each in range(GRIDS - 8)]
    return Organisation(units)


def measures(petitions: int) -> dict[str, int]:
    """The counters of so many petitions, every marginal of them in use."""
    share = max(petitions, 1)
    made = {
        "received": share, "closed": share, "closing_counted": share, "closing_on_time": share * 9 // 10,
        "response_counted": share, "response_within": share * 9 // 10, "answers": share // 2,
        "answers_resolved": share // 2 * 9 // 10, "answers_satisfied": share // 2 * 8 // 10, "lapses": share // 3,
        "final_answers": share // 2, "final_resolved": share // 2, "final_satisfied": share // 3, "settled": share,
        "status.settled": share, "kind.livelihood": share, "channel.web": share // 2, "channel.proxy": share // 2,
    }  # fmt: skip
    return made | {f"category.{each:02d}": share // CATEGORIES for each in range(1, CATEGORIES + 1)}


def load(world: Any, client: Any, name: str, petitions: int, months: list[str]) -> None:
    """Nothing; these months' counters lie in the table, in all of their parts."""
    from chalicelib.domain.tally import ALL, ALL_DEEP, OWN
    from chalicelib.storage import keys
    from chalicelib.storage.items import strings

    tree = world.districts.current().organisation
    deep = {f"category3.{first:02d}01{last:02d}": petitions // 500 for first in range(1, 16) for last in range(1, 35)}
    puts = []
    for unit in ("D", *(each.code for each in tree.children("D"))):
        spread = keys.TALLY_SPREAD[tree.unit(unit).level]
        share = petitions if unit == "D" else petitions // (STREETS + DEPARTMENTS)
        kept = [(ALL, measures(share // spread)), (OWN, measures(share // spread // 9))]
        kept += [(ALL_DEEP, {each: count // spread for each, count in deep.items()})] if unit == "D" else []
        for month in months:
            for part in range(spread):
                for scope, counts in kept:
                    item = strings(pk=keys.tally(month, unit, part), sk=scope, entity="tally")
                    puts.append({"PutRequest": {"Item": item | {each: {"N": str(count)} for each, count in counts.items()}}})
    for start in range(0, len(puts), 25):
        asked = {name: puts[start : start + 25]}
        while asked:
            asked = client.batch_write_item(RequestItems=asked).get("UnprocessedItems") or {}


def stage(engine: Any) -> tuple[Any, Any]:
    """Ports with a tally, bulletins and a configuration's history in empty tables, and their wiring."""
    from chalicelib.domain.configuration import Configuration, ConfigurationChange
    from chalicelib.storage.bulletins import StoredBulletins
    from chalicelib.storage.configuration import StoredConfigurations
    from chalicelib.storage.tally import DynamoTally

    from tests.fakes import ports

    class Passed(DynamoTally):
        """The marks are the stream's, and cost the same always."""

        def pulses_missing(self, period: str) -> int | None:
            return 0

    wired = engine.fresh()
    world = ports()
    world.districts.held = replace(world.districts.held, organisation=organisation())
    tree = world.districts.held.organisation
    world.tally = Passed(wired._table, lambda unit: tree.unit(unit).level)
    world.bulletins = StoredBulletins(wired._table, wired._client("s3"), wired.settings.bulletins_bucket)
    world.configurations = StoredConfigurations(wired._table)
    rows = [{"code": each.code, "parent": each.parent, "level": each.level, "name_zh": each.name_zh} for each in tree.units]
    added = tuple(f"units/{each.code}" for each in tree.units)
    fields = {f"units/{row['code']}": {name: (None, value) for name, value in row.items()} for row in rows}
    entry = ConfigurationChange("D", datetime(2025, 8, 1, tzinfo=UTC), "files:x", "", "1", added, (), (), fields)
    assert world.configurations.replace(Configuration("D", "1", {"units": rows}), entry)
    hold(wired._table)
    world.petitions.queue = wired.petitions.queue
    return world, wired


def hold(table: Any) -> None:
    """Nothing; the district has as many long-term matters on hold as a bulletin pays for."""
    from chalicelib.domain.petition import Place, Status
    from chalicelib.journey.figures import MOST_ON_HOLD
    from chalicelib.storage.items import mark_actions

    from tests.storage.samples import petition

    place = Place("chosen", 120.312345, 36.067891, "香港中路街道云霄路社区5号楼2单元门前", "S1", "S1C1")
    for serial in range(MOST_ON_HOLD):
        held = petition(serial, district="D", owner=f"S{serial % STREETS}C1", status=Status.ON_HOLD, place=place, category="010203")
        for action in mark_actions(table.name, None, held):
            table.put(action["Put"]["Item"])


def used(world: Any, wired: Any, month: str, levels: list[str]) -> tuple[float, ...]:
    """How many bulletins were issued in the first hour after a month, and what they used."""
    from chalicelib.journey import publish
    from chalicelib.messages import bulletin

    meter = Meter()
    meter.watch(wired._table.client)
    meter.watch(world.bulletins.s3)
    year, number = month.split("-")
    world.clock.moment = datetime(int(year), int(number) + 1, 1, 1, tzinfo=UTC)
    world.districts.held = replace(world.districts.held, settings={"bulletin_levels": levels})
    began = time.process_time()
    with meter.action("issue"):
        names = publish.publish_due(world, bulletin)
    spent = time.process_time() - began
    assert names, "nothing was issued"
    took = meter.used["issue"]
    return len(names), sum(took.calls.values()), took.reads, took.writes, sum(took.others.values()), spent


def issued(engine: Any, petitions: int) -> dict[str, tuple[float, ...]]:
    """What each bulletin used: of the district alone, and of all 25 units."""
    world, wired = stage(engine)
    client, name = wired._table.client, wired.settings.table
    load(world, client, name, petitions, [MONTHS[0]])
    made = {NEW: used(world, wired, MONTHS[0], [])}
    world, wired = stage(engine)
    client, name = wired._table.client, wired.settings.table
    load(world, client, name, petitions, [f"2024-{month:02d}" for month in range(8, 13)] + [f"2025-{month:02d}" for month in range(1, 10)])
    for month in MONTHS:
        made[f"{month}, the district"] = used(world, wired, month, [])
        made[f"{month}, its 24 streets and departments"] = used(world, wired, month, ["street", "department"])
    return made


def least(rounds: list[dict[str, tuple[float, ...]]]) -> dict[str, tuple[float, ...]]:
    """What each bulletin used, with the least CPU of some rounds: what a busy machine adds is not the bulletin's."""
    return {name: (*used[:-1], min(each[name][-1] for each in rounds)) for name, used in rounds[0].items()}


def main() -> int:
    """The exit code: 1 where the cost grows with the petitions, or is too high."""
    quiet()
    from frontend import catalogues
    from tests.engine import running

    catalogues.compile_all()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as engine:
        issued(engine, 1)  # everything is imported and every template compiled
        rounds = [{petitions: issued(engine, petitions) for petitions in (SMALL, LARGE)} for _ in range(ROUNDS)]
    found = {petitions: least([each[petitions] for each in rounds]) for petitions in (SMALL, LARGE)}
    rows = [
        (f"{petitions:,} petitions: {name}", *(round(each, 2) for each in used))
        for petitions, by_name in found.items()
        for name, used in by_name.items()
    ]
    table(("what", "bulletins", "table calls", "read units", "write units", "S3 calls", "CPU s"), rows)
    grown = [
        f"{name}: {small} -> {large}"
        for name in found[SMALL]
        for small, large in zip(found[SMALL][name][:-1], found[LARGE][name][:-1], strict=True)
        if large > small * MOST_GROWTH
    ]
    # One bulletin's CPU is half a second, which a busy machine moves by more than a tenth: that of all of them is compared.
    spent, larger = (sum(used[-1] for used in found[size].values()) for size in (SMALL, LARGE))
    grown += [f"CPU of all bulletins: {spent:.1f} -> {larger:.1f}"] if larger > spent * MOST_GROWTH else []
    print(f"\n  CPU of all bulletins: {spent:.1f} s and {larger:.1f} s")
    dear = []
    for name in (NEW, f"{MONTHS[0]}, the district", f"{MONTHS[1]}, the district"):
        _, _, reads, _, _, cpu = found[LARGE][name]
        most = MOST_READS_AFTER_IMPORT if name.startswith(MONTHS[0]) else MOST_READS
        print(f"\n  {name}: {reads} of {most} read units, {cpu:.2f} of {MOST_CPU_SECONDS} s CPU")
        dear += [name] if reads > most or cpu > MOST_CPU_SECONDS else []
    for each in grown:
        print(f"  GROWS: {each}")
    for each in dear:
        print(f"  TOO DEAR: {each}")
    return 1 if grown or dear else 0


if __name__ == "__main__":
    sys.exit(main())
