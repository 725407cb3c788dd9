"""Whatever keeps the local stage from running is said in one plain sentence."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra import ROOT
from infra.local import run
from tests.engine import free_pair

SENTENCE = r"^[A-Z].*\.$"


def environment(home: Path, port: int) -> dict[str, str]:
    return {**os.environ, "NUANNAN_HOME": str(home), "NUANNAN_PORT": str(port)}


def said(module: str, home: Path, port: int, *arguments: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment(home, port),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ran.returncode, (ran.stdout + ran.stderr).strip()


def assert_sentence(code: int, words: str, part: str) -> None:
    assert code == 1
    assert part in words
    assert len(words.splitlines()) == 1
    assert "Traceback" not in words


@pytest.mark.parametrize("offset", [0, 1])
def test_a_taken_port_is_named(tmp_path: Path, offset: int) -> None:
    port = free_pair()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + offset))
        taken.listen()
        assert_sentence(
            *said("infra.local.run", tmp_path / "home", port), f"Port {port + offset} is taken"
        )


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")  # even root makes no folder in a file
    assert_sentence(*said("infra.local.run", tmp_path / "file/home", free_pair()), "cannot be written to")


def test_a_folder_that_a_running_stage_holds_is_named(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert_sentence(*said("infra.local.run", tmp_path, free_pair()), "already runs")


@pytest.mark.parametrize("module", ["infra.local.clock", "infra.redrive"])
def test_tools_say_that_no_stage_runs(tmp_path: Path, module: str) -> None:
    assert_sentence(*said(module, tmp_path, free_pair()), "No local stage runs")


def started(home: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "infra.local.run"],
            cwd=ROOT,
            env=environment(home, port),
            stdout=out,
            stderr=out,
        )


def until(holds, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def engines(home: Path) -> list[int]:
    """Process ids of engines whose state lies in this folder."""
    wanted, found = f"STATE_DIR={home}/state".encode(), []
    for folder in Path("/proc").iterdir():
        try:
            mine = folder.name.isdigit() and wanted in (folder / "environ").read_bytes().split(b"\0")
            if mine and b"infra.local.engine" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("after", ["the lock", "the engine", "the package"])
def test_ctrl_c_while_it_starts_leaves_nothing_behind(tmp_path: Path, after: str) -> None:
    home, log = (tmp_path / "home").resolve(), tmp_path / "log"
    child = started(home, free_pair(), log)
    signs = {
        "the lock": lambda: (home / "lock").exists(),
        "the engine": lambda: engines(home),
        "the package": lambda: any((home / "s3").glob("*")),
    }
    until(signs[after])
    child.send_signal(signal.SIGINT)
    assert child.wait(timeout=60) == 0
    # Python itself may write before it that the interruption met a finalizer, which cannot be stopped.
    assert log.read_text().endswith("Stopped before it was up; the next `make run` starts anew.\n")
    assert engines(home) == []


def test_an_interruption_waits_until_the_engine_is_known_when_it_comes_while_it_is_made() -> None:
    stop, made = run.Stop(), []
    with pytest.raises(run.Interrupted), stop.held():
        stop()
        made.append("engine")
    assert made == ["engine"]
    with pytest.raises(run.Interrupted):
        run.Stop()()


@pytest.mark.slow
def test_an_engine_that_ends_by_itself_ends_the_stage_which_then_starts_again(tmp_path: Path) -> None:
    home, log, port = (tmp_path / "home").resolve(), tmp_path / "log", free_pair()
    child = started(home, port, log)
    until(lambda: "Started in" in log.read_text())
    os.kill(engines(home)[0], signal.SIGKILL)
    assert child.wait(timeout=60) == 1
    assert "The local AWS ended by itself; see " in log.read_text().splitlines()[-1]
    assert "Traceback" not in log.read_text()
    again = started(home, port, log)
    until(lambda: "Started in" in log.read_text())
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=60) == 0


def made(folder: Path, *arguments: str) -> tuple[int, str]:
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    command = ["make", "-C", str(folder), "--no-print-directory", *arguments]
    # These tests may run inside a make themselves, which must not call this one its child.
    outside = {name: value for name, value in os.environ.items() if name not in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=outside)
    lines = [line for line in (ran.stdout + ran.stderr).splitlines() if not line.startswith("make: ***")]
    return ran.returncode, "\n".join(lines)


def python_that(folder: Path, fails_on: str) -> Path:
    """A Python that fails on code with these words, and would do nothing else."""
    made = folder / "python"
    made.write_text(f'#!/bin/sh\ncase "$2" in *{fails_on}*) exit 1;; esac\n')
    made.chmod(0o755)
    return made


@pytest.mark.parametrize(
    ("fails_on", "words"), [("version_info", "Nuannan needs Python 3.11"), ("ensurepip", "venv module is missing")]
)
def test_make_says_what_is_missing(tmp_path: Path, fails_on: str, words: str) -> None:
    code, told = made(tmp_path, "run", f"PYTHON={python_that(tmp_path, fails_on)}")
    assert code
    assert words in told
    assert len(told.splitlines()) == 1


def test_make_says_that_there_is_no_python(tmp_path: Path) -> None:
    code, told = made(tmp_path, "run", "PYTHON=/nowhere/python3.11")
    assert code
    assert told.startswith("Nuannan needs Python 3.11")


def test_make_says_that_the_folder_is_read_only(tmp_path: Path) -> None:
    (tmp_path / ".venv").write_text("")  # even root makes no folder where a file lies
    code, told = made(tmp_path, "run", f"PYTHON={python_that(tmp_path, 'nothing')}")
    assert code
    assert told == "This folder cannot be written to. Give yourself the right, or move the project."
