"""Two replays with one seed on two fresh stages: every petition's people do the same things in the same order."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra.replay import journal
from tests.lives.stage import ROOT, Stage

pytestmark = pytest.mark.slow
COUNT = 12


def steps(home: Path) -> dict[int, list[tuple[str, str]]]:
    """What was confirmed of each petition, by its place in the file, on a stage that lived for this alone."""
    home.parent.mkdir()
    stage = Stage(home)
    try:
        command = [sys.executable, "-m", "infra.replay", "--n", str(COUNT), "--days", "12", "--seed", "21"]
        ended = subprocess.run(command, cwd=ROOT, env=stage.environment, capture_output=True, text=True)
    finally:
        stage.stop()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (path,) = (home / "replay").glob("*.jsonl")
    index: dict[str, int] = {}
    found: dict[int, list[tuple[str, str]]] = {}
    for step in journal.read(path):
        if step["what"] == "submit":
            index[step["number"]] = step["index"]
        code = str(step.get("action") or step.get("digit") or "")
        found.setdefault(index[step["number"]], []).append((step["what"], code))
    return found


def test_people_do_the_same_when_the_seed_is_the_same(tmp_path: Path) -> None:
    first, second = steps(tmp_path / "one" / "home"), steps(tmp_path / "two" / "home")
    assert len(first) == COUNT
    assert first == second
    print(f"\n{COUNT} petitions, {sum(map(len, first.values()))} steps, twice the same")
