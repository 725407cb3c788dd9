"""Searching by words: calls, read units, bytes and CPU with 1,000 and 100,000 petitions; and what indexing one costs.

Of the index only the terms that are asked for are loaded, with how often they stand in real petitions: a query reads one
partition, and what lies beside it changes nothing. Prints, and fails above the limits.

Run: `python tests/bench/bench_search.py` (about four minutes; SIZES=1000 for the small one alone).
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "functions")]

from chalicelib.domain import finding, receipt_number  # noqa: E402
from chalicelib.domain.lifecycle import Action  # noqa: E402
from chalicelib.domain.petition import Kind, LastAction, Petition, Place, Status  # noqa: E402
from chalicelib.storage import keys  # noqa: E402
from chalicelib.storage.items import petition_item, stamp, text_item  # noqa: E402
from chalicelib.storage.terms import _item as term_item  # noqa: E402

from tests.bench.bench_desk import answered, request  # noqa: E402
from tests.bench.measured import WORDS, quiet, recorded, stage, submission, table  # noqa: E402
from tests.bench.meter import Meter, item_bytes, read_units  # noqa: E402

SIZES = [int(each) for each in os.environ.get("SIZES", "1000,100000").split(",")]
DISTRICT, COMMUNITIES = "370202", 50
COMMUNITY = "370202001001"
MOST_CALLS, MOST_CPU_MS, ROUNDS = 3, 20.0, 8
START = datetime(2025, 1, 1, 1, tzinfo=UTC)
# Each stands in every so-manieth petition, as counted in the hot messages of a city: 小区 in a third, 漏水 in three of a hundred.
OFTEN = {"小区": 3, "停车": 8, "漏水": 33, "路灯": 50, "电梯": 40, "井盖": 1000}
ASKED = (
    ("a word in a third of all", {"words": "小区"}, "dispatcher", DISTRICT),
    ("a word in three of a hundred", {"words": "漏水"}, "dispatcher", DISTRICT),
    ("a word in one of a thousand", {"words": "井盖"}, "dispatcher", DISTRICT),
    ("two words together", {"words": "小区 漏水"}, "dispatcher", DISTRICT),
    ("two words in one of a thousand", {"words": "路灯 井盖"}, "dispatcher", DISTRICT),
    ("a word, one community's officer", {"words": "小区"}, "officer", COMMUNITY),
    ("a community's, by day", {"unit": COMMUNITY, "since": "2025-01-01"}, "dispatcher", DISTRICT),
    ("everything, newest first", {}, "supervisor", DISTRICT),
    ("a word nobody used", {"words": "飞碟"}, "dispatcher", DISTRICT),
)


def petitions(first: int, count: int) -> Iterator[tuple[Petition, str]]:
    """Petitions of one district, each of one of fifty communities, with their words."""
    for serial in range(first, count):
        opened = START + timedelta(seconds=300 * serial)
        owner = COMMUNITY if serial % COMMUNITIES == 0 else f"unit-{serial % COMMUNITIES}"
        said = "，".join(["我家楼下", *(word for word, each in OFTEN.items() if serial % each == 0), "请尽快处理，谢谢。" * 6])
        yield Petition(
            number=receipt_number.make(f"{serial:013d}"), status=Status.ASSIGNED, version=2, kind=Kind.LIVELIHOOD, category="0102", urgency=2,
            channel="web", place=Place("chosen", 120.38, 36.06, "云霄路社区"), district=DISTRICT, owner=owner, submitted_at=opened,
            language="zh", last=LastAction("system", Action.ASSIGN, opened),
        ), said  # fmt: skip


def load(wired: Any, first: int, count: int) -> None:
    """Nothing; the petitions lie in the table with the terms that are asked for."""
    client, name = wired._table.client, wired.settings.table
    asked = {f"w:{word}" for word in OFTEN} | {finding.EVERY, finding.unit_term(COMMUNITY)}
    tree = wired.districts.of(DISTRICT).organisation

    def put(batch: list[dict[str, Any]]) -> None:
        waiting: dict[str, Any] = {name: batch}
        while waiting:
            waiting = client.batch_write_item(RequestItems=waiting).get("UnprocessedItems") or {}

    batches: list[list[dict[str, Any]]] = [[]]
    for made, said in petitions(first, count):
        place = keys.term_place(stamp(made.submitted_at), made.number)
        terms = finding.terms_of(made, {1: said}, tree) & asked
        items = [petition_item(made), text_item(made.number, 1, said), *(term_item(keys.term(DISTRICT, each), place) for each in terms)]
        for item in items:
            if len(batches[-1]) == 25:
                batches.append([])
            batches[-1].append({"PutRequest": {"Item": item}})
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, batches))


def posted(asked: dict[str, str], role: str, unit: str) -> dict[str, Any]:
    event = request("/api/desk/find", {}, role, unit)
    event["requestContext"]["httpMethod"] = "POST"
    event["body"] = json.dumps(asked)
    event["headers"]["content-type"] = "application/json"
    event["multiValueHeaders"]["content-type"] = ["application/json"]
    return event


def measure(app: Any, event: dict[str, Any]) -> tuple[int, int, float, int, float, bool]:
    """Petitions found, calls, read units, bytes read, CPU ms with boto3, and whether there is more."""
    answered(app, event)
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        answer = answered(app, event)
        spent.append(time.process_time() - started)
        assert answer["statusCode"] == 200, answer["body"]
    with recorded() as calls:
        answered(app, event)
    reads = [(name.partition(".")[2], sent, told) for name, sent, told in calls]
    units = sum(read_units(*each) for each in reads)
    size = sum(item_bytes(item) for _, _, told in reads for item in _items(told))
    body = json.loads(answer["body"])
    return len(body["items"]), len(calls), units, size, min(spent) * 1000, body["cursor"] is not None


def _items(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [*told.get("Items", []), *(item for held in told.get("Responses", {}).values() for item in held)]


def indexing(app: Any, wired: Any) -> tuple[object, ...]:
    """What taking one petition of ordinary length into the index uses."""
    from chalicelib.journey.find import index

    answer = json.loads(answered(app, submission("b" * 20))["body"])
    meter = Meter()
    meter.watch(wired._table.client)
    started = time.process_time()
    with meter.action("index"):
        index(wired, answer["number"])
    spent = time.process_time() - started
    used = meter.used["index"]
    petition, _, texts = wired.petitions.whole(answer["number"])
    terms = finding.terms_of(petition, texts, wired.districts.of(DISTRICT).organisation)
    place = keys.term_place(stamp(petition.submitted_at), petition.number)
    size = sum(item_bytes(term_item(keys.term(DISTRICT, each), place)) for each in terms)
    with meter.action("moved"):
        wired.terms.write(replace_owner(petition, texts, wired))
    moved = meter.used["moved"]
    return len(WORDS), len(terms), sum(used.calls.values()), used.writes, size, spent * 1000, moved.writes


def replace_owner(petition: Petition, texts: dict[int, str], wired: Any) -> Any:
    """The petition as it is indexed once the next community has it."""
    from chalicelib.domain.ports import Indexed

    after = replace(petition, owner="370202001002")
    terms = finding.terms_of(after, texts, wired.districts.of(DISTRICT).organisation)
    return Indexed(after.number, DISTRICT, after.submitted_at, terms)


def main() -> int:
    """The exit code: 1 when a search calls or computes more than it may."""
    quiet()
    faults: list[str] = []
    rows: list[tuple[object, ...]] = []
    with stage() as (_, wired):
        import app as module

        once = indexing(module.app, wired)
        held = 0
        for size in SIZES:
            started = time.monotonic()
            load(wired, held, size)
            print(f"{size:,} petitions lie in the table ({time.monotonic() - started:.0f} s)")
            held = size
            for name, asked, role, unit in ASKED:
                items, calls, units, read, spent, more = measure(module.app, posted(asked, role, unit))
                rows.append((name, size, items, "yes" if more else "", calls, units, read, spent))
                faults += [f"{name} at {size}: {calls} calls"] if calls > MOST_CALLS else []
                faults += [f"{name} at {size}: {spent:.1f} ms CPU"] if spent > MOST_CPU_MS and size == SIZES[-1] else []
    print("\nTaking one petition into the index")
    table(("characters", "terms", "calls", "write units", "bytes", "CPU ms", "write units when its owner changes"), [once])
    print("\nOne request of a search")
    table(("search", "petitions", "found", "more", "calls", "read units", "bytes read", "CPU ms with boto3"), rows)
    print("\n  " + ("; ".join(faults) or f"Each at most {MOST_CALLS} calls and {MOST_CPU_MS:.0f} ms CPU."))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
