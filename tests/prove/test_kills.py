"""Kills in the middle of a replay: what was confirmed before the last snapshot is there again, and the ledger balances.

Run by `pytest -m slow -s tests/prove/test_kills.py`, which prints the figures.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from infra.local import snapshots
from infra.replay import journal, stored
from tests.lives.stage import ROOT, Stage

pytestmark = pytest.mark.slow
# The snapshot's own interval, and what writing one may take on a busy machine of two cores.
WINDOW_SECONDS = snapshots.SNAPSHOT_SECONDS * 2.5
STEPS_BEFORE = 70
FORGOTTEN = 40  # SMS of that window, which the phones have and the table does not: they come once more
KEYS = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": "us-east-1"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path / "home")
    yield made
    if made.child.poll() is None:
        made.stop()


def start_replay(stage: Stage, seed: int) -> tuple[subprocess.Popen[str], Path]:
    """A running replay and its journal, once enough was confirmed."""
    before = set(journals(stage))
    command = [sys.executable, "-m", "infra.replay", "--n", "60", "--days", "9", "--seed", str(seed)]
    running = subprocess.Popen(
        command, cwd=ROOT, env=stage.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    until = time.monotonic() + 300
    while time.monotonic() < until:
        made = [path for path in journals(stage) if path not in before]
        if made and sum(1 for _ in journal.read(made[0])) >= STEPS_BEFORE:
            return running, made[0]
        assert running.poll() is None, running.communicate()[0]
        time.sleep(0.05)
    raise AssertionError("the replay did not get going")


def journals(stage: Stage) -> list[Path]:
    return list((Path(stage.environment["NUANNAN_HOME"]) / "replay").glob("*.jsonl"))


def engine_of(stage: Stage) -> int:
    """The process of the local AWS: the child of `make run` that serves it."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and entry.name != str(stage.child.pid):
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if parent == str(stage.child.pid) and b"infra.local.engine" in command:
                return int(entry.name)
    raise AssertionError("no local AWS runs")


def read_table(stage: Stage) -> stored.Stored:
    client = boto3.client("dynamodb", endpoint_url=f"http://127.0.0.1:{stage.port + 1}", **KEYS)
    table = next(name for name in client.list_tables()["TableNames"] if "Main" in name)
    return stored.read(client, table)


def lost(path: Path, found: stored.Stored, until: float) -> tuple[int, list[float]]:
    """How many steps the players had been told of by then, and the age at that moment of each that is gone."""
    confirmed, ages = 0, []
    for step in journal.read(path):
        if step["real"] > until:
            continue
        confirmed += 1
        entries = found.histories.get(step["number"], [])
        actions = {entry["version"]: entry["action"] for entry in entries}
        there = {
            "submit": bool(entries),
            "act": actions.get(step.get("version")) == step.get("action"),
            "withdraw": "withdraw" in actions.values(),
        }
        if not there.get(step["what"], True):
            ages.append(until - step["real"])
    return confirmed, ages


def ledger_balances(stage: Stage, forgotten: int = 0) -> None:
    """After ten minutes, in which the sweep takes up what a sender had claimed or could not bring to the phones."""
    stage.clock("--by=+10m")
    command = [sys.executable, "-m", "infra.replay", "--ledger-only", "--forgotten", str(forgotten)]
    ended = subprocess.run(command, cwd=ROOT, env=stage.environment, capture_output=True, text=True)
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def start_again(stage: Stage) -> float:
    began = time.monotonic()
    stage.start()
    return time.monotonic() - began


def report(what: str, confirmed: int, ages: list[float], found: stored.Stored, seconds: float) -> None:
    oldest = f"{max(ages):.2f} s" if ages else "none"
    print(
        f"\n{what}: {confirmed} steps confirmed, {len(ages)} lost, the oldest lost {oldest} before; "
        f"{len(found.petitions)} petitions are there; started again in {seconds:.1f} s"
    )


def test_no_more_than_the_last_snapshot_is_lost_when_the_local_aws_is_killed(stage: Stage) -> None:
    running, path = start_replay(stage, 11)
    killed = time.time()
    os.kill(engine_of(stage), signal.SIGKILL)
    said = running.communicate(timeout=120)[0]
    assert running.returncode == 2, said
    assert stage.child.wait(timeout=30) == 1
    assert "The local AWS ended by itself" in stage.log.read_text()
    seconds = start_again(stage)
    found = read_table(stage)
    confirmed, ages = lost(path, found, killed)
    report("kill -9 of the local AWS", confirmed, ages, found, seconds)
    assert confirmed >= STEPS_BEFORE
    assert not ages or max(ages) < WINDOW_SECONDS
    ledger_balances(stage, forgotten=FORGOTTEN)


def test_nothing_is_lost_when_make_run_is_killed(stage: Stage) -> None:
    running, path = start_replay(stage, 12)
    engine = engine_of(stage)
    os.kill(stage.child.pid, signal.SIGKILL)
    stage.child.wait()
    running.communicate(timeout=120)
    for _ in range(200):
        if not Path(f"/proc/{engine}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{engine}").exists()
    seconds = start_again(stage)
    found = read_table(stage)
    confirmed, ages = lost(path, found, time.time())
    report("kill -9 of make run", confirmed, ages, found, seconds)
    assert confirmed >= STEPS_BEFORE
    assert ages == []
    ledger_balances(stage)


def test_nothing_is_lost_when_the_stage_is_stopped_in_the_middle(stage: Stage) -> None:
    running, path = start_replay(stage, 13)
    stage.stop()
    running.communicate(timeout=120)
    seconds = start_again(stage)
    found = read_table(stage)
    confirmed, ages = lost(path, found, time.time())
    report("clean stop", confirmed, ages, found, seconds)
    assert confirmed >= STEPS_BEFORE
    assert ages == []
    ledger_balances(stage)
