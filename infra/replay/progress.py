"""A progress bar that also reads well in a log file."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

WIDTH = 30
LOG_EVERY_SECONDS = 10.0


@dataclass(slots=True)
class Progress:
    """Shows how far it is: on a terminal in one line, elsewhere a line now and then."""

    total: int
    out: TextIO = field(default_factory=lambda: sys.stderr)
    _began: float = field(default_factory=time.monotonic)
    _shown: float = 0.0

    def show(self, done: int, words: str) -> None:
        """Nothing; the bar stands at `done`."""
        now = time.monotonic()
        last = done >= self.total
        if not self.out.isatty() and not last and now - self._shown < LOG_EVERY_SECONDS:
            return
        self._shown = now
        line = self.line(done, words, now - self._began)
        if self.out.isatty():
            self.out.write(f"\r\x1b[K{line}" + ("\n" if last else ""))
        else:
            self.out.write(f"{line}\n")
        self.out.flush()

    def line(self, done: int, words: str, seconds: float) -> str:
        """The bar as text."""
        share = min(done / self.total, 1.0) if self.total else 1.0
        full = int(share * WIDTH)
        return f"[{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%} {seconds:4.0f} s  {words}"
