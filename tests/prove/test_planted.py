"""Bugs that somebody could write on a bad day, planted one at a time: the suite notices every one, and nothing without one."""

import os
import re
import subprocess
import sys
import time

import pytest

from tests.prove.planted import BUGS, NOTHING, ROOT

PASSED, NOTICED = 0, 1  # pytest's codes for tests that all passed, and for tests that failed and nothing else


@pytest.mark.parametrize("name", BUGS)
def test_bug_can_still_be_planted(name) -> None:
    """A bug whose words are gone from the source would be caught for ever."""
    compile(BUGS[name].source, name, "exec")


def run(name: str) -> tuple[int, str]:
    """pytest's code with this bug planted, and the test that noticed or the summary."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}/functions:{ROOT}"}
    command = [sys.executable, "-m", "tests.prove.planted", name]
    began = time.monotonic()
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    first = re.search(r"^FAILED (?:tests/)?(\S+)", ended.stdout, re.MULTILINE)
    said = first[1] if first else (ended.stdout.strip().splitlines() or ["(nothing)"])[-1]
    print(f"{name:<70} {said:<110} {time.monotonic() - began:4.0f} s", flush=True)
    return ended.returncode, said


@pytest.mark.slow
def test_suite_notices_every_planted_bug_and_nothing_where_none_is_planted() -> None:
    print()
    assert run(NOTHING)[0] == PASSED, "a suite that fails by itself notices nothing"
    missed = [name for name in BUGS if run(name)[0] != NOTICED]
    print(f"{len(BUGS) - len(missed)} of {len(BUGS)} noticed")
    assert not missed
