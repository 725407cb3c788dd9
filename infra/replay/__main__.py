"""`make replay FILE=… N=200 SEED=1`: sends petitions, plays four weeks, and ends with a ledger that must balance."""

from __future__ import annotations

import argparse
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra import stack
from infra.local import clock, stage
from infra.replay import days, desk, geography, ledger, plans, source, stored
from infra.replay.api import Api, Refused, StageGone, expected
from infra.replay.cells import months_of, recounted
from infra.replay.citizen import Citizens
from infra.replay.inbox import Inbox
from infra.replay.journal import Journal
from infra.replay.lives import Life
from infra.replay.play import Play
from infra.replay.progress import Progress

SETTLES_WITHIN_SECONDS = 180.0
DISTRICT = stack.DISTRICT


@dataclass(slots=True)
class Replay:
    """The running stage, seen through its doors, and its table for the ledger."""

    api: Api
    ground: geography.Geography
    client: Any
    table: str
    district: str

    def stored(self) -> stored.Stored:
        """What lies in the table now."""
        return stored.read(self.client, self.table)

    def pages(self, months: list[str]) -> dict[str, dict[str, Any]]:
        """The district's figures of each month as the counters tell them now, by the bulletin's own function."""
        found = {}
        for month in months:
            clock.invoke("bulletin", interim=month)
            path = f"/bulletins/{self.district}/{month}-interim/figures.json"
            found[month] = expected(self.api.call("GET", path), 200).body
        return found

    def issued(self, months: list[str]) -> dict[str, dict[str, Any]]:
        """The district's figures as they were issued, of those months that were."""
        found = {}
        for month in months:
            answer = expected(self.api.call("GET", f"/bulletins/{self.district}/{month}/figures.json"), 200, 404)
            if answer.status == 200:
                found[month] = answer.body
        return found


def reach() -> Replay:
    """The local stage. Raises: StageGone when it does not run."""
    stage.use_local_credentials()
    target = stack.Target(stage.STAGE, stage.ENDPOINT)
    try:
        table = stage.outputs()["MainTable"]
    except FileNotFoundError:
        raise StageGone("`make run` has never run here") from None
    api = Api(stage.ORIGIN)
    ground = geography.read(DISTRICT)
    expected(api.call("GET", "/health"), 200)
    return Replay(api, ground, target.client("dynamodb"), table, ground.of_level("district")[0])


def settled(replay: Replay) -> stored.Stored:
    """The table once everything that was done is counted and what may go has gone.

    It is read until each petition's last version is counted and no message that is due waits, or for three minutes.
    """
    until = time.monotonic() + SETTLES_WITHIN_SECONDS
    while True:
        clock.run_schedules(stage.now(), stage.now())
        time.sleep(0.5)
        found = replay.stored()
        probe = ledger.Ledger()
        ledger.petitions(probe, found, None, 0)
        ledger.messages(probe, found, [], stage.now())
        late = [line for line in probe.lines if line.name.startswith(("counted to", "messages that should"))]
        if all(line.holds for line in late) or time.monotonic() > until:
            return found
        time.sleep(1)


def balance(replay: Replay, staff: desk.Desk, lives: list[Life] | None, before: int, forgotten: int = 0) -> ledger.Ledger:
    """The ledger over everything that is stored; with the players' own knowledge where there are players."""
    found = settled(replay)
    made = ledger.Ledger(played=ledger.played(found))
    now: datetime = stage.now()
    cells = recounted(found, days.calendar(DISTRICT / "calendars"), replay.ground, now)
    months = months_of(cells | found.counters)
    pages = replay.pages(months)
    ledger.petitions(made, found, None if lives is None else {life.number for life in lives}, before)
    ledger.bulletins(made, found, cells, pages)
    ledger.issued(made, cells, replay.issued(months))
    ledger.ratings(made, found, lives, pages.values())
    ledger.messages(made, found, Inbox(replay.api).news(), now, forgotten)
    below = [unit for unit in replay.ground.units if replay.district in replay.ground.line(unit)]
    shown = {unit: {str(item["number"]) for item in staff.queue("unit", unit)} for unit in below}
    ledger.queues(made, found, {unit: numbers for unit, numbers in shown.items() if numbers})
    return made


def play(replay: Replay, staff: desk.Desk, asked: argparse.Namespace) -> tuple[Play, int]:
    """The lives that were played, and how many petitions were stored before."""
    texts = source.texts(asked.file, asked.n, asked.seed)
    form = expected(replay.api.call("GET", "/api/form"), 200).body
    categories = [str(each["code"]) for each in form["categories"]]  # type: ignore[attr-defined]
    before = len(replay.stored().petitions)
    lives = [Life(plan) for plan in plans.make(asked.seed, texts, categories, replay.ground, asked.days)]
    journal = Journal(stage.FOLDER / "replay" / f"{uuid.uuid4().hex[:8]}.jsonl")
    print(f"  Journal: {journal.path}", flush=True)
    inbox = Inbox(replay.api)
    inbox.news()
    played = Play(Citizens(replay.api, journal), staff, inbox, journal, lives, asked.days)
    played.run(Progress(len(plans.slots(asked.days))))
    return played, before


def tell(made: ledger.Ledger, faults: list[str]) -> int:
    """The exit code; the ledger is printed."""
    print(f"\n{made.played}\n\nThe ledger")
    for line in made.lines:
        print(line)
    for fault in faults[:30]:
        print(f"  NO  {fault}")
    holds = made.holds and not faults
    print("It balances." if holds else "IT DOES NOT BALANCE.", flush=True)
    return 0 if holds else 1


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when the ledger does not balance, 2 when the stage could not be reached or went away."""
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("--file", type=Path, help="a CSV with title and body; without it our own samples")
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=plans.DAYS, help="of moved time; petitions come in the first third")
    parser.add_argument("--ledger-only", action="store_true", help="check what is there, send nothing")
    parser.add_argument("--forgotten", type=int, default=0, help="SMS that may have come twice since a killed local AWS forgot the first")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        replay = reach()
        staff = desk.engage(replay.api, replay.ground, replay.district, replay.client, replay.table)
        if asked.ledger_only:
            return tell(balance(replay, staff, None, 0, asked.forgotten), [])
        played, before = play(replay, staff, asked)
        code = tell(balance(replay, staff, played.lives, before), played.faults)
    except (StageGone, Refused, source.SourceFaulty, BotoCoreError, ClientError, RuntimeError) as error:
        print(f"\nThe replay stopped: {error}", file=sys.stderr)
        return 1 if isinstance(error, Refused) else 2
    statuses = Counter(life.status or "never sent" for life in played.lives)
    print(f"{len(played.lives)} petitions, {played.deeds_done} deeds, {dict(statuses)}, {time.monotonic() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
