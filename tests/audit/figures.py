"""The figures of web.md that tests measure, run here so that the audit's table is the whole one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
# What web.md promises, the tests that measure it, and the figures these print.
MEASURED: Final = (
    ("citizen form before first interaction, at most 20 KB gzip", ("tests/frontend/test_build.py::test_the_report_page_is_light",), r"gzip: (\d+) bytes"),
    ("citizen form and home: nothing else before first interaction, the offline copies included", ("tests/frontend/test_offline.py::test_nothing_but_the_page_is_fetched_before_the_first_touch_and_all_that_opens_offline_after_it",), ""),
    ("desk, first screen with 50 petitions, at most 60 KB gzip", ("tests/frontend/test_build.py::test_the_desks_first_screen_is_light_with_fifty_petitions",), r"gzip: (\d+) bytes"),
    ("desk, first screen, 1 API call", ("tests/frontend/test_desk_in_chromium.py::test_first_screen_is_one_call_with_fifty_petitions",), ""),
    ("script switched off: submit, track, rate (real stage)", ("tests/lives/test_in_browser.py::test_life_is_lived_without_script_when_the_citizens_browser_runs_none",), ""),
    ("offline, back, double tap, slow line: exactly one petition", ("tests/frontend/test_offline.py",), ""),
    ("offline, browser killed: exactly one petition", ("tests/frontend/test_offline.py::test_a_killed_browser_sends_it_once_after_it_was_opened_again_without_a_network",), ""),
)  # fmt: skip


def measured() -> list[tuple[str, str, bool]]:
    """A row for each figure: what it is, what was measured, and whether it holds. A test that was skipped measured nothing."""
    rows = []
    for name, nodes, pattern in MEASURED:
        asked = [sys.executable, "-m", "pytest", "-q", "-s", "-rs", "-m", "slow or not slow", *nodes]
        run = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        figures = ", ".join(f"{int(each):,} bytes" for each in re.findall(pattern, run.stdout)) if pattern else ""
        ended = run.stdout.strip().rpartition("\n")[2]
        holds = run.returncode == 0 and "skipped" not in ended and bool(figures or not pattern)
        rows.append((name, figures if holds and figures else ended, holds))
    return rows
