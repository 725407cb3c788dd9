"""Bugs that somebody could write on a bad day, planted one at a time: the suite notices every one."""

import os
import re
import subprocess
import sys
import time

import pytest

from tests.prove.planted import BUGS, ROOT

NOTICED = 1  # pytest's code for tests that failed, and for nothing else


@pytest.mark.parametrize("name", BUGS)
def test_bug_can_still_be_planted(name) -> None:
    """A bug whose words are gone from the source would be caught for ever."""
    compile(BUGS[name].source, name, "exec")


@pytest.mark.slow
def test_suite_notices_every_planted_bug() -> None:
    missed, environment = [], {**os.environ, "PYTHONPATH": f"{ROOT}/functions:{ROOT}"}
    print()
    for name in BUGS:
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.prove.planted", name]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        first = re.search(r"^FAILED (?:tests/)?(\S+)", ended.stdout, re.MULTILINE)
        print(f"{name:<70} {first[1] if first else '(nothing)':<110} {time.monotonic() - began:4.0f} s", flush=True)
        if ended.returncode != NOTICED or first is None:
            missed.append((name, ended.returncode, ended.stdout[-500:]))
    print(f"{len(BUGS) - len(missed)} of {len(BUGS)} noticed")
    assert not missed
