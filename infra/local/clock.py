"""`make clock BY=+3d`: moves the local stage's time forward and runs the schedules that the time passed."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from botocore.config import Config

from infra import stack
from infra.local import stage

ZONE = ZoneInfo("Asia/Shanghai")
LONGEST_SECONDS = 900  # Source: AWS Lambda quotas, function timeout
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def parse_by(text: str) -> timedelta:
    """The time that "+3d", "+2h" or "+30m" means. Raises: ValueError."""
    match = re.fullmatch(r"\+?(\d{1,5})([dhms])", text.strip())
    if match is None:
        raise ValueError("Say how far, for example BY=+3d, BY=+2h or BY=+30m.")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def move(by: timedelta) -> None:
    """Nothing; the stage's clock stands further on. Time never goes back."""
    if by < timedelta(0):
        raise ValueError("The clock only moves forward.")
    seconds = stage.offset_seconds() + int(by.total_seconds())
    # Whole or not at all: functions read it while it is written.
    written = stage.CLOCK.with_suffix(f".{os.getpid()}")
    written.write_text(json.dumps({"offset_seconds": seconds}))
    written.replace(stage.CLOCK)


def run_schedules(before: datetime, after: datetime) -> list[str]:
    """Which functions ran: the sweep, what erases, and the bulletin when a local midnight was passed."""
    names = ["sweep", "sweep", "erase"]
    if before.astimezone(ZONE).date() != after.astimezone(ZONE).date():
        names.append("bulletin")
    for name in names:
        invoke(name)
    return names


def invoke(name: str, **extra: object) -> dict[str, object]:
    """What a scheduled function answered. Raises: RuntimeError when it failed."""
    target = stack.Target(stage.STAGE, stage.ENDPOINT)
    event = {
        "version": "0", "id": "local", "detail-type": "Scheduled Event", "source": "aws.events", "account": "000000000000",
        "time": stage.now().isoformat(), "region": "us-east-1", "resources": [], "detail": {}, **extra,
    }  # fmt: skip
    # A function may take its whole time, and one that was asked again while it works would work twice.
    patient = Config(read_timeout=LONGEST_SECONDS, retries={"total_max_attempts": 1})
    answer = target.client("lambda", patient).invoke(
        FunctionName=f"{target.name}-{name}", Payload=json.dumps(event).encode()
    )
    content = answer["Payload"].read()
    if answer.get("FunctionError"):
        raise RuntimeError(f"{name} failed: {content[:500]!r}")
    made: dict[str, object] = json.loads(content or b"{}")
    return made


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by", default="+0s")
    parser.add_argument("--interim", help="also make the page of a month that still runs, as 2026-11")
    asked = parser.parse_args()
    fault = stage.not_running()
    if fault:
        print(fault)
        return 1
    stage.use_local_credentials()
    before = stage.now()
    try:
        move(parse_by(asked.by))
        ran = run_schedules(before, stage.now())
    except (ValueError, RuntimeError) as error:
        print(error)
        return 1
    print(f"It is now {stage.now().astimezone(ZONE):%Y-%m-%d %H:%M} there. Ran: {', '.join(ran)}.")
    if asked.interim:
        print(invoke("bulletin", interim=asked.interim))
    return 0


if __name__ == "__main__":
    sys.exit(main())
