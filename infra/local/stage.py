"""The local stage: where it lies, how its clock stands, and how other tools reach it."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from infra import ROOT

FOLDER = Path(os.environ.get("NUANNAN_HOME", ROOT / ".local")).resolve()
PORT = int(os.environ.get("NUANNAN_PORT", "8400"))
ORIGIN = f"http://127.0.0.1:{PORT}"
ENDPOINT = f"http://127.0.0.1:{PORT + 1}"
CLOCK = FOLDER / "clock.json"
STAGE = "local"


def use_local_credentials() -> None:
    """Nothing; boto3 in this process talks with the local engine's own credentials, never with yours."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ[name] = "local"
    os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
    os.environ.pop("AWS_PROFILE", None)


def not_running() -> str | None:
    """One plain sentence when no stage runs here; None when one does."""
    try:
        urllib.request.urlopen(f"{ENDPOINT}/_ministack/health", timeout=5).close()  # noqa: S310 (loopback)
    except (urllib.error.URLError, OSError, ValueError):
        return f"No local stage runs at {ORIGIN}. Start it first: make run (NUANNAN_PORT says where)."
    return None


def offset_seconds() -> int:
    """By how much the stage's clock is moved."""
    return int(json.loads(CLOCK.read_text())["offset_seconds"]) if CLOCK.is_file() else 0


def now() -> datetime:
    """The stage's present moment, UTC."""
    return datetime.now(UTC) + timedelta(seconds=offset_seconds())


def outputs() -> dict[str, Any]:
    """What the running stage told of itself. Raises: FileNotFoundError when `make run` never ran."""
    read: dict[str, Any] = json.loads((FOLDER / "stage.json").read_text())
    return read
