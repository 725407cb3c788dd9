"""The local AWS: one process on loopback whose state is written every second and when it stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

SNAPSHOT_SECONDS = 1.0
READY_SECONDS = 60


def start(port: int, folder: Path) -> subprocess.Popen[bytes]:
    """The running engine, answering. Raises: RuntimeError when it does not come up."""
    (folder / "state").mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "s3"),
        "LOG_LEVEL": "WARNING",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    with (folder / "engine.log").open("ab") as log:
        command = [sys.executable, "-m", "infra.local.engine"]
        child = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return child
    child.kill()
    raise RuntimeError(f"the local AWS did not start; see {folder / 'engine.log'}")


def stop(child: subprocess.Popen[bytes]) -> None:
    """Nothing; the engine has written its state and is gone."""
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(timeout=20)
    except subprocess.TimeoutExpired:
        child.kill()


def _snapshots() -> None:
    """Writes the state each second. The functions are ministack's own and private: its version is pinned."""
    from ministack import app
    from ministack.core import persistence

    while True:
        time.sleep(SNAPSHOT_SECONDS)
        try:
            persistence.save_all(app._build_persistence_save_dict())  # noqa: SLF001
        except RuntimeError:
            continue  # a table changed while it was being written; the next second writes it


if __name__ == "__main__":
    from ministack.app import main

    threading.Thread(target=_snapshots, daemon=True).start()
    sys.argv = ["ministack"]
    main()
