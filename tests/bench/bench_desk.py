"""The desk's reads: calls to the table, CPU in the function, with 1,000 and 100,000 open petitions. Prints, and fails above the limits.

Run: `python tests/bench/bench_desk.py` (about four minutes; SIZES=1000 for the small one alone).
"""

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "functions")]

from chalicelib import wiring  # noqa: E402
from chalicelib.domain import receipt_number  # noqa: E402
from chalicelib.domain.lifecycle import Action  # noqa: E402
from chalicelib.domain.petition import Kind, LastAction, Petition, Place, Round, SentBack, Status  # noqa: E402
from chalicelib.entrypoints import http  # noqa: E402
from chalicelib.storage.items import mark_actions, petition_item  # noqa: E402

from tests.bench.measured import quiet, recorded, stage, table  # noqa: E402

SIZES = [int(each) for each in os.environ.get("SIZES", "1000,100000").split(",")]
DISTRICT, STREETS, COMMUNITY = "370202", 11, "370202001001"
MOST_CPU_MS, MOST_CALLS = 10.0, 3
ROUNDS = 20
START = datetime(2025, 9, 29, 1, tzinfo=UTC)


def petitions(count: int) -> Iterator[Petition]:
    """Open petitions of one district: every tenth of one community, one in a hundred waits for a decision."""
    for serial in range(count):
        opened = START + timedelta(seconds=7 * serial)
        owner = COMMUNITY if serial % 10 == 0 else f"unit-{serial % 500}"
        held = Round(1, owner, opened, opened + timedelta(hours=4), opened + timedelta(days=2))
        made = Petition(
            number=receipt_number.make(f"{serial:013d}"), status=Status.ASSIGNED, version=2, kind=Kind.LIVELIHOOD, category="0102", urgency=2,
            channel="web", place=Place("chosen", 120.38, 36.06, "云霄路社区", f"37020200{serial % STREETS}", owner), district=DISTRICT,
            owner=owner, submitted_at=opened, language="zh", last=LastAction("system", Action.ASSIGN, opened), rounds=(held,),
        )  # fmt: skip
        back = (SentBack(owner, opened),)  # waits for the command centre to judge
        yield replace(made, status=Status.SUBMITTED, rounds=(), owner=DISTRICT, sent_back=back) if serial % 100 == 1 else made


def load(client: Any, name: str, count: int, held: int) -> None:
    """Nothing; petitions from `held` up to `count` lie in the table, as a commit would have written them."""

    def put(batch: list[dict[str, Any]]) -> None:
        asked: dict[str, Any] = {name: batch}
        while asked:
            asked = client.batch_write_item(RequestItems=asked).get("UnprocessedItems") or {}

    batches: list[list[dict[str, Any]]] = [[]]
    for serial, each in enumerate(petitions(count)):
        if serial < held:
            continue
        items = [petition_item(each), *(action["Put"]["Item"] for action in mark_actions(name, None, each))]
        for item in items:
            if len(batches[-1]) == 25:
                batches.append([])
            batches[-1].append({"PutRequest": {"Item": item}})
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, batches))


def request(path: str, query: dict[str, str], role: str, unit: str) -> dict[str, Any]:
    """What API Gateway hands to the function for one of the staff."""
    headers = {"nuannan-request": "1", http.ORIGIN_KEY: wiring.ports().origin_key.decode(), http.VIEWER: "192.0.2.1"}
    held = f'[["{role}", "{unit}"]]'
    return {
        "requestContext": {
            "httpMethod": "GET", "resourcePath": path, "identity": {"sourceIp": "192.0.2.1"},
            "authorizer": {"principalId": "bench", "name": "Bench", "roles": held},
        },
        "headers": headers, "multiValueHeaders": {name: [value] for name, value in headers.items()}, "pathParameters": None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()}, "body": None, "isBase64Encoded": False,
        "stageVariables": None,
    }  # fmt: skip


SCREENS = (
    ("first screen, 50 of a unit", "/api/desk/today", {"unit": COMMUNITY, "limit": "50"}, "officer", COMMUNITY),
    ("dispatcher's queue", "/api/desk/petitions", {"unit": DISTRICT, "limit": "50"}, "dispatcher", DISTRICT),
    ("to decide", "/api/desk/petitions", {"decide": DISTRICT, "limit": "50"}, "supervisor", DISTRICT),
    ("district's open list", "/api/desk/petitions", {"district": DISTRICT, "limit": "50"}, "supervisor", DISTRICT),
    ("board", "/api/desk/board", {"unit": DISTRICT}, "supervisor", DISTRICT),
    ("board's trend", "/api/desk/board/trend", {"unit": DISTRICT}, "supervisor", DISTRICT),
)  # fmt: skip


def answered(app: Any, event: dict[str, Any]) -> Any:
    """The function's answer, without the lines that it writes for CloudWatch."""
    with redirect_stdout(StringIO()):
        return app(event, None)


def measure(app: Any, event: dict[str, Any]) -> tuple[float, float, int, int]:
    """CPU ms of a whole answer, of boto3's part in it, calls, and items; the least of several, as others use the machine."""
    from botocore.client import BaseClient

    answered(app, event)
    spent: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        make, inside = BaseClient._make_api_call, [0.0]

        def timed(client: Any, operation: str, sent: dict[str, Any], make: Any = make, inside: list[float] = inside) -> Any:
            begun = time.process_time()
            try:
                return make(client, operation, sent)
            finally:
                inside[0] += time.process_time() - begun

        BaseClient._make_api_call = timed
        started = time.process_time()
        answer = answered(app, event)
        spent.append((time.process_time() - started, inside[0]))
        BaseClient._make_api_call = make
        assert answer["statusCode"] == 200, answer["body"]
    counted = []
    for _ in range(2):  # the fewer of two: once a minute a process looks whether the configuration is another
        with recorded() as calls:
            answer = answered(app, event)
        counted.append(len(calls))
    own = min(whole - boto for whole, boto in spent)
    return min(whole for whole, _ in spent) * 1000, own * 1000, min(counted), answer["body"].count('"number_shown"')


def main() -> int:
    """The exit code: 1 when a screen calls or computes more than it may."""
    quiet()
    faults: list[str] = []
    rows: list[tuple[object, ...]] = []
    with stage() as (_, wired):
        import app as module

        held = 0
        for size in SIZES:
            started = time.monotonic()
            load(wired._table.client, wired.settings.table, size, held)
            print(f"{size:,} petitions lie in the table ({time.monotonic() - started:.0f} s)")
            held = size
            for name, path, query, role, unit in SCREENS:
                whole, own, calls, items = measure(module.app, request(path, query, role, unit))
                rows.append((name, size, calls, items, whole, own))
                if calls > MOST_CALLS:
                    faults.append(f"{name} at {size}: {calls} calls")
                if own > MOST_CPU_MS:
                    faults.append(f"{name} at {size}: {own:.1f} ms CPU")
    print()
    table(("screen", "petitions", "table calls", "items", "CPU ms, all", "CPU ms, ours without boto3"), rows)
    print("\n  " + ("; ".join(faults) or f"Each at most {MOST_CALLS} calls and {MOST_CPU_MS:.0f} ms CPU of our own."))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
