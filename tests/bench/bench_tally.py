"""What a move of the counters costs in the deepest tree, and what eight writers on one city do to each other.

Run: python tests/bench/bench_tally.py [--petitions 400]. On the real local AWS. The tree is grid, community, street,
district, city. Fails where a move reaches 60 actions, or where the counters are not what was counted.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.measured import quiet, table
from tests.bench.meter import Meter

THREADS, MOST_ACTIONS = 8, 60
CITY, GRID = "Y", "G-elm-1"


def city(wired: Any) -> Any:
    """Ports whose tally and days lie in the engine and whose district lies under a city."""
    from chalicelib.storage.days import DynamoDays
    from chalicelib.storage.tally import DynamoTally

    from tests.fakes import ports
    from tests.fakes.two_districts import TREE, make_two

    world = make_two(ports())
    level = {unit.code: unit.level for unit in TREE.units}
    world.tally = DynamoTally(wired._table, lambda unit: level.get(unit, "community"))
    world.days = DynamoDays(wired._table)
    return world


def lives(many: int) -> list[list[Any]]:
    """Versions of petitions that a grid handles: submitted, accepted, closed, answered, each counted as it comes."""
    from datetime import timedelta

    from chalicelib.domain.petition import Answer, Rating, Status

    from tests.domain.lives import NOW, a_petition, a_round

    hour = timedelta(hours=1)
    accepted = a_round(unit=GRID, accepted_at=NOW + hour, responsible=GRID)
    closed = replace(accepted, closed_at=NOW + 5 * hour, closed_by=GRID)
    answered = replace(closed, answers=(Answer(Rating.SATISFIED, NOW + 29 * hour, "sms"),))
    made = []
    for number in range(many):
        held = a_petition(Status.SUBMITTED, number=f"{number:014d}", owner=GRID, version=1, category="010203")
        made.append([
            replace(held, rounds=()),
            replace(held, status=Status.HANDLING, version=2, rounds=(accepted,)),
            replace(held, status=Status.CLOSED, version=3, rounds=(closed,)),
            replace(held, status=Status.SETTLED, version=4, rounds=(answered,), settled_at=NOW + 29 * hour),
        ])  # fmt: skip
    return made


def metered(world: Any, client: Any) -> int:
    """The largest number of actions of one move; prints what each costs."""
    from chalicelib.journey.count import count

    meter, sizes, whole = Meter(), {}, type(world.tally).move
    meter.watch(client)
    steps = ("submitted", "accepted", "closed", "answered", "all at once")
    (life, other) = lives(2)

    def measured(tally: Any, number: str, before: Any, after: Any, moves: Any) -> bool:
        sizes[name] = len(moves) + 1
        return bool(whole(tally, number, before, after, moves))

    type(world.tally).move = measured
    for name, version in zip(steps, (*life, other[-1]), strict=True):
        with meter.action(name):
            count(world, version)
    type(world.tally).move = whole
    rows = [
        (name, sizes[name], used.reads, used.writes, ", ".join(f"{count} {call}" for call, count in used.calls.items()))
        for name, used in meter.used.items()
    ]
    table(("move", "actions", "read units", "write units", "calls"), rows)
    return max(sizes.values())


def crowded(world: Any, client: Any, many: int) -> bool:
    """True when eight writers at once counted every petition once."""
    from chalicelib.domain.errors import Busy
    from chalicelib.domain.tally import ALL, Cell
    from chalicelib.journey.count import count

    seen: Counter[str] = Counter()

    def told(parsed: dict[str, Any], **_: Any) -> None:
        seen["transactions"] += 1
        codes = {reason.get("Code") for reason in parsed.get("CancellationReasons", [])}
        seen.update(code for code in codes if code not in (None, "None"))

    client.meta.events.register("after-call.dynamodb.TransactWriteItems", told)

    def counted(life: list[Any]) -> None:
        for version in life:
            while True:
                try:
                    count(world, version)
                except Busy:
                    seen["busy, came again"] += 1
                    continue
                break

    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(counted, lives(many)[2:]))
    seconds = time.perf_counter() - began
    found = world.tally.read(["2025-09"], [CITY])[Cell("2025-09", CITY, ALL)]
    moves = 4 * (many - 2)
    print(f"\n  {THREADS} writers on one city: {moves} moves in {seconds:.1f} s, {moves / seconds:.0f} a second")
    retries = seen["transactions"] - moves
    print(f"  retries (transactions beyond one for each move): {retries}")
    print(f"  conflicts: {seen['TransactionConflict']}, lost markers: {seen['ConditionalCheckFailed']}, came again: {seen['busy, came again']}")
    print(f"  received by the city: {found['received']}, answers: {found['answers']}")
    return bool(found["received"] == many and found["answers"] == many)


def main() -> int:
    """The exit code: 1 when a move is too large or a count is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--petitions", type=int, default=400)
    asked = parser.parse_args()
    quiet()
    from tests.engine import running

    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as engine:
        wired = engine.fresh()
        world, client = city(wired), wired._table.client
        largest = metered(world, client)
        right = crowded(world, client, asked.petitions)
    print(f"\n  The largest move has {largest} actions; fewer than {MOST_ACTIONS} are allowed")
    return 0 if right and largest < MOST_ACTIONS else 1


if __name__ == "__main__":
    sys.exit(main())
