"""10,000 submissions from 8 threads over 1,000 keys: exactly 1,000 petitions and 1,000 acknowledgements.

Run: python tests/bench/bench_doubled.py [--submissions 10000] [--keys 1000]. On the real local AWS, below Chalice, which
serves one request at a time in a process. Whoever is told "busy" sends the same key again, as every client does.
"""

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.measured import COMMUNITY, WORDS, quiet, stage, table

THREADS, BUSY_TRIES = 8, 50


def send_all(ports, keys: list[str]) -> tuple[dict[str, set[str]], Counter[str]]:
    """The receipts that each key was answered with, and how often callers were told to come again."""
    from chalicelib.domain.actors import Caller
    from chalicelib.domain.errors import Busy
    from chalicelib.journey.submit import Submission, submit

    said = Submission(WORDS, consent=True, community=COMMUNITY, phone="13800138001")
    told: Counter[str] = Counter()

    def send(key: str) -> tuple[str, str]:
        for _ in range(BUSY_TRIES):
            try:
                return key, submit(ports, said, Caller("device", "192.0.2.1"), key).number
            except Busy:
                told["busy"] += 1
        raise RuntimeError("busy for ever")

    receipts: dict[str, set[str]] = defaultdict(set)
    with ThreadPoolExecutor(THREADS) as pool:
        for key, number in pool.map(send, keys):
            receipts[key].add(number)
    return receipts, told


def counted(wired) -> Counter[str]:
    """Items of both tables by kind."""
    client, found = wired.engine.client("dynamodb"), Counter()
    for name in (wired.settings.table, wired.settings.contacts_table):
        for page in client.get_paginator("scan").paginate(TableName=name):
            for item in page["Items"]:
                kind = item.get("entity", {}).get("S", "contact")
                if kind == "message" and '"name":"acknowledgement"' in item["state"]["S"]:
                    kind = "acknowledgement"
                found[kind] += 1
    return found


def main() -> int:
    """The exit code: 1 when a single item is too many or too few."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--keys", type=int, default=1_000)
    asked = parser.parse_args()
    quiet()
    keys = [f"key-{number % asked.keys:012d}" for number in range(asked.submissions)]
    random.Random(1).shuffle(keys)
    with stage() as (_, wired):
        _ = wired.secrets, wired.contacts  # made once, before the threads ask for them
        started = time.monotonic()
        receipts, told = send_all(wired, keys)
        seconds = time.monotonic() - started
        found = counted(wired)
    one = sum(len(numbers) == 1 for numbers in receipts.values())
    expected = {
        "petition": asked.keys, "acknowledgement": asked.keys, "idempotency": asked.keys, "contact": asked.keys,
        "text": asked.keys, "history": 2 * asked.keys, "message": 0,
    }  # fmt: skip
    rows = [(kind, found[kind], wanted) for kind, wanted in expected.items()]
    print(f"{asked.submissions:,} submissions from {THREADS} threads over {asked.keys:,} keys in {seconds:.0f} s")
    table(("items in the tables", "found", "expected"), [*rows, ("keys with one receipt", one, asked.keys)])
    print(f"  told to come again: {told['busy']}")
    return 0 if one == asked.keys and all(found[kind] == wanted for kind, wanted in expected.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
