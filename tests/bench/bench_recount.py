"""What a night's recount and `make recount` cost for each thousand petitions: calls, read and write units, CPU.

Run: python tests/bench/bench_recount.py [--petitions 1000]. On the real local AWS, in the shipped district. Fails where the
recount of a day of the design load (15,000 petitions, each with a part in four days) would not end in one run on one
processor by its CPU and its calls of 10 ms, or where a recount finds counters that had not drifted.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.measured import quiet, table
from tests.bench.meter import Meter

A_DAY, DAYS_OF_A_LIFE, CALL_SECONDS = 15_000, 4, 0.010
TEN_MILLION = 10_000_000


def lives(wired: Any, many: int) -> None:
    """Nothing; so many petitions of four days each are stored and counted."""
    from chalicelib.domain.petition import Answer, Place, Rating, Round, Status
    from chalicelib.journey.count import count

    from tests.storage.samples import NOW, petition, submitted

    tree = wired.districts.current().organisation
    communities = [each for each in tree.units if each.level == "community"]
    day = timedelta(days=1)
    for serial in range(many):
        unit = communities[serial % len(communities)]
        turn = Round(
            1, unit.code, NOW, NOW + day / 6, NOW + 9 * day, accepted_at=NOW + day, responsible=unit.code, closed_at=NOW + 2 * day,
            closed_by=unit.code, answers=(Answer(Rating.SATISFIED, NOW + 3 * day, "sms"),),
        )  # fmt: skip
        held = petition(
            serial, district="370202", owner=unit.code, category="010203", rounds=(turn,), phone_key=None, status=Status.SETTLED,
            settled_at=NOW + 3 * day, place=Place("chosen", None, None, "", unit.parent or "", unit.code),
        )  # fmt: skip
        wired.petitions.commit(submitted(held))
        count(wired, held)


def measured(meter: Meter, name: str, work: Callable[[], object], many: int) -> tuple[Any, tuple[object, ...], float, float]:
    """What the work made, its row for each thousand petitions, and the calls and CPU seconds of a thousand."""
    began, share = time.process_time(), many / 1_000
    with meter.action(name):
        made = work()
    spent = time.process_time() - began
    used = meter.used[name]
    calls = sum(used.calls.values())
    row = (name, round(calls / share), round(used.reads / share), round(used.writes / share), round(spent / share, 2))
    return made, row, calls / share, spent / share


def main() -> int:
    """The exit code: 1 where a day of the design load does not end, or a count is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--petitions", type=int, default=1_000)
    many = parser.parse_args().petitions
    quiet()
    from chalicelib.journey.recount import below, recount_day, suspects

    from infra import recount, shares
    from tests.engine import running
    from tests.storage.samples import NOW

    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as engine:
        wired = engine.fresh()
        wired.districts.current()
        lives(wired, many)
        client, name = wired._table.client, wired.settings.table
        meter = Meter()
        meter.watch(client)
        today = NOW.astimezone(wired.districts.current().zone).date()
        rows = []
        day, row, calls, cpu = measured(meter, "the recount of a day", lambda: recount_day(wired, today), many)
        rows.append(row)
        units = below(wired, "370202")
        apart, row, _, _ = measured(meter, f"a month of {len(units)} units (whole, not by 1,000)", lambda: suspects(wired, "2025-09", units), 1_000)
        rows.append(row)
        hands = shares.Hands(shares.Reach(client, name, shares.ports_of(client, name)))
        hands.reach.ports.tally.begin()
        seconds = {}
        for step, work in (
            ("make recount: count anew", lambda: hands.all(recount.counted, 1)),
            ("make recount: compare", lambda: recount.sums(hands, (0, 1), frozenset())),
            ("make recount: delete the old", lambda: hands.all(recount.deleted, 1)),
        ):
            made, row, _, seconds[step] = measured(meter, step, work, many)
            rows.append(row)
    print(f"\n  For each 1,000 petitions ({many:,} were counted):\n")
    table(("what", "calls", "read units", "write units", "CPU s"), rows)
    parts = A_DAY * DAYS_OF_A_LIFE / 1_000
    whole = parts * (cpu + calls * CALL_SECONDS)
    print(f"\n  A day of {A_DAY:,} submissions has {parts * 1_000:,.0f} parts: {parts * cpu:.0f} s CPU and {parts * calls:,.0f} calls, so {whole:.0f} s")
    for step, spent in seconds.items():
        print(f"  {step}, ten million: {TEN_MILLION / 1_000 * spent / 3_600:.1f} h of one processor of this machine")
    right = day.petitions == many and not day.drift and not apart
    return 0 if right and whole < 420 + 420 else 1


if __name__ == "__main__":
    sys.exit(main())
