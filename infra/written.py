"""How documents that are made from code are written, and held fresh."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def write(file: Path, document: Callable[[], str], description: str | None) -> int:
    """0 when written, or with --check when it is fresh."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 when the file is stale")
    if parser.parse_args().check:
        return 0 if file.read_text("utf-8") == document() else 1
    file.write_text(document(), "utf-8")
    return 0
