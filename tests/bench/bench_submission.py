"""A submission: calls to AWS, and CPU time beside raw boto3 making the very same calls in the same run.

Run: python tests/bench/bench_submission.py. At most 3 calls to DynamoDB (what came from the address, what is sent under the
number, the petition) and twice the CPU of raw boto3; the aim is 1.5.
"""

import os
import statistics
import sys
import time
import uuid
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.measured import Parts, quiet, recorded, stage, submission, table

ROUNDS, EACH, WARM = 20, 50, 40
MOST_CALLS, MOST_RATIO = 3, 2.0


def replayed(calls, engine, tables: dict[str, str]) -> list:
    """The recorded calls as raw boto3 makes them, on tables that do not hold them yet."""
    clients = {service: engine.client(service) for service in ("dynamodb", "kms")}
    made = []
    for name, parameters, _ in calls:
        service, operation = name.split(".")
        snake = {"GetItem": "get_item", "UpdateItem": "update_item", "TransactWriteItems": "transact_write_items", "Encrypt": "encrypt"}
        made.append((getattr(clients[service], snake[operation]), moved(parameters, tables)))
    return made


def moved(parameters, tables: dict[str, str]):
    if isinstance(parameters, dict):
        return {key: moved(value, tables) for key, value in parameters.items() if key != "ClientRequestToken"}
    if isinstance(parameters, list):
        return [moved(value, tables) for value in parameters]
    return tables.get(parameters, parameters) if isinstance(parameters, str) else parameters


def submit_all(app, events) -> float:
    started = time.process_time()
    for event in events:
        app(event, None)
    return time.process_time() - started


def make_all(raw) -> float:
    started = time.process_time()
    for call, parameters in raw:
        call(**parameters)
    return time.process_time() - started


def events(count: int) -> list:
    return [submission(uuid.uuid4().hex) for _ in range(count)]


def compared(app, engine, wired, fresh) -> tuple[list[float], list[float], list]:
    """CPU seconds of each round, ours and raw, in turn, so that the machine's moods hit both."""
    tables = {
        wired.settings.table: fresh.settings.table,
        wired.settings.contacts_table: fresh.settings.contacts_table,
    }
    ours, raw = [], []
    submit_all(app, events(WARM))
    for number in range(ROUNDS + 1):
        wanted = events(EACH)
        with recorded() as calls:
            for event in events(EACH):
                assert app(event, None)["statusCode"] == 201
        again = replayed(calls, engine, tables)
        spent = submit_all(app, wanted), make_all(again)
        if number:  # the first round opens connections
            ours.append(spent[0] / EACH)
            raw.append(spent[1] / EACH)
    return ours, raw, calls


def parts_of(app) -> Parts:
    """Where a submission's CPU time goes."""
    from botocore.client import BaseClient
    from chalicelib.entrypoints import citizen, http, schemas
    from chalicelib.journey import door, links, submit
    from chalicelib.storage.contacts import SealedContacts
    from chalicelib.storage.petitions import DynamoPetitions

    parts = Parts()
    wanted = (
        ("boto3", BaseClient, "_make_api_call"),
        ("parse", citizen, "json_body"),
        ("parse", schemas, "decode"),
        ("door", door, "knock"),
        ("submit", submit, "submit"),
        ("checks", submit, "checked"),
        ("place", submit, "placed"),
        ("encode", DynamoPetitions, "_actions"),
        ("seal", SealedContacts, "seal"),
        ("answer", citizen, "answer"),
        ("answer", links, "visit_cookie"),
        ("answer", http, "set_cookie"),
    )
    with parts.measure(*wanted):
        whole = parts.timed("chalice and view", lambda event: app(event, None))
        for event in events(400):
            whole(event)
    return parts


def main() -> int:
    """The exit code: 1 when a limit is passed."""
    quiet()
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), stage() as (engine, wired):  # the function's own log
        from app import app

        fresh = engine.fresh()
        ours, raw, calls = compared(app, engine, wired, fresh)
        parts = parts_of(app)
    made = Counter(name for name, *_ in calls)
    print("Calls of one submission")
    table(("call", "each"), [(name, count / EACH) for name, count in sorted(made.items())])
    dynamo = sum(count for name, count in made.items() if name.startswith("dynamodb.")) / EACH
    ratio = statistics.median(one / other for one, other in zip(ours, raw, strict=True))
    print(f"\nCPU of one submission, median of {ROUNDS} rounds of {EACH}, in this process")
    rows = [("ours", statistics.median(ours) * 1e6), ("raw boto3, the same calls", statistics.median(raw) * 1e6)]
    table(("", "µs"), rows)
    print(f"  ratio {ratio:.2f} (at most {MOST_RATIO}, aim 1.5)\n\nParts, measured apart (each without the others)")
    count = parts.calls["chalice and view"]
    spent = sorted(parts.spent.items(), key=lambda each: -each[1])
    table(("part", "µs", "calls"), [(name, used / count * 1e6, parts.calls[name] / count) for name, used in spent])
    return 0 if dynamo <= MOST_CALLS and ratio <= MOST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
