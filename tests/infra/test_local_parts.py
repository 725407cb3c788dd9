"""Parts of the local stage: the phones' line of messages, the clock's file, an engine that is left alone."""

import json
import shutil
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from infra import ROOT
from infra.local import clock, engine, phones, stage


def test_messages_are_read_on_from_the_last_one_seen(tmp_path: Path) -> None:
    held = phones.Phones(tmp_path / "phones.sqlite3")
    first = held.receive("+8619900000001", "一", "n1", "a", "2026-11-24T10:00:00+08:00")
    held.receive("+8619900000001", "一", "n1", "a", "2026-11-24T10:00:00+08:00")  # the carrier brings it again
    held.reply("+8619900000002", "1", "2026-11-24T10:01:00+08:00")
    assert [(each["direction"], each["body"]) for each in held.after(0)] == [("in", "一"), ("in", "一"), ("out", "1")]
    assert [each["body"] for each in held.after(int(first))] == ["一", "1"]
    assert held.after(99) == []


def test_clock_is_whole_for_whoever_reads_it_while_it_moves(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(stage, "CLOCK", tmp_path / "clock.json")
    clock.move(timedelta(0))
    seen: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                seen.append(json.loads(stage.CLOCK.read_text())["offset_seconds"])
            except ValueError as error:
                seen.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(500):
        clock.move(timedelta(seconds=1))
    done.set()
    reader.join()
    assert not [each for each in seen if isinstance(each, ValueError)]
    assert stage.offset_seconds() == 500
    assert list(tmp_path.iterdir()) == [stage.CLOCK]


def test_unpacked_functions_hold_up_no_start_and_are_deleted(tmp_path: Path, monkeypatch) -> None:
    begun, go_on, delete = threading.Event(), threading.Event(), shutil.rmtree

    def slowly(path: Path, **named: object) -> None:
        begun.set()
        go_on.wait(10)
        delete(path)

    monkeypatch.setattr(engine.shutil, "rmtree", slowly)
    for name in ("tmp", "old-1"):  # what a killed engine left, and what an earlier start did not finish
        (tmp_path / name).mkdir()
        (tmp_path / name / "function.py").write_text("")
    engine._put_aside(tmp_path)
    assert begun.wait(10)
    assert not (tmp_path / "tmp").exists()
    go_on.set()
    for _ in range(200):
        if not list(tmp_path.iterdir()):
            return
        time.sleep(0.05)
    raise AssertionError(list(tmp_path.iterdir()))


def test_engine_stops_when_its_parent_was_killed(tmp_path: Path) -> None:
    told = tmp_path / "told"
    child = (
        "import os, pathlib, signal, sys; from infra.local import engine;"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(told)!r}).write_text('stopped'), os._exit(0)));"
        f"pathlib.Path({str(told)!r}).write_text('runs'); engine._stop_when_alone(os.getppid())"
    )
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]).wait()"
    running = subprocess.Popen([sys.executable, "-c", parent], cwd=ROOT)
    wait_for(told, "runs")
    running.kill()
    running.wait()
    wait_for(told, "stopped")


def wait_for(path: Path, words: str) -> None:
    for _ in range(200):
        if path.is_file() and path.read_text() == words:
            return
        time.sleep(0.05)
    raise AssertionError(f"never {words!r}")
