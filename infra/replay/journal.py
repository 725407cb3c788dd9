"""What the stage confirmed to the players, line by line as it happened: the proof of what a crash may not lose."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """One replay's file of confirmed steps: numbers and codes, no words and no phones."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self.path = path

    def write(self, what: str, number: str, **codes: object) -> None:
        """Nothing; the step is in the file, with the machine's own time of its confirmation."""
        line = json.dumps({"real": time.time(), "what": what, "number": number, **codes})
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Every whole line of a journal."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)
