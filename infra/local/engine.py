"""The local AWS: one process on loopback whose state is written every second and when it stops."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

READY_SECONDS = 60
STARTED_BY = "ENGINE_STARTED_BY"  # whose end is this engine's end
ACCESS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": "us-east-1"}


def environment(port: int, folder: Path) -> dict[str, str]:
    """What the engine is started with: loopback only, state in `folder`, and nothing of the caller's AWS or docker."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "NUANNAN_"))
    }
    return {
        **inherited,
        **ACCESS,
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        # Listeners that the engine would open on every address, whatever BIND_HOST says.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # It removes containers that it takes for its own; it never finds any here.
        "DOCKER_HOST": f"unix://{folder}/no-docker.sock",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "s3"),
        # Unpacked functions; a killed engine leaves them, the next start removes them.
        "TMPDIR": str(folder / "tmp"),
        "LOG_LEVEL": "WARNING",
        STARTED_BY: str(os.getpid()),
    }


def _put_aside(folder: Path) -> None:
    """What functions were unpacked to is out of the way at once; deleting it takes a minute on a busy disk."""
    if (folder / "tmp").is_dir():
        (folder / "tmp").rename(folder / f"old-{time.time_ns()}")
    old = list(folder.glob("old-*"))

    def delete() -> None:
        for each in old:
            shutil.rmtree(each, ignore_errors=True)  # what is cut off here, the next start deletes

    threading.Thread(target=delete, daemon=True).start()


def start(
    port: int, folder: Path, held: Callable[[], AbstractContextManager[None]] = nullcontext
) -> subprocess.Popen[bytes]:
    """The running engine, answering. `held` keeps an interruption waiting while the process is made.

    Raises: RuntimeError when it does not come up.
    """
    _put_aside(folder)
    for name in ("state", "s3", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    child: subprocess.Popen[bytes] | None = None
    try:
        with held(), (folder / "engine.log").open("wb") as log:
            command = [sys.executable, "-m", "infra.local.engine"]
            child = subprocess.Popen(  # noqa: S603 (our own module)
                command, env=environment(port, folder), stdout=log, stderr=log, start_new_session=True
            )
        if _answers(child, port):
            return child
    except BaseException:  # Ctrl-C: nobody else knows of the child yet
        if child is not None:
            _kill(child)
        raise
    _kill(child)
    raise RuntimeError(f"the local AWS did not start; see {folder / 'engine.log'}")


def _kill(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()


def _answers(child: subprocess.Popen[bytes], port: int) -> bool:
    """True once the engine answers; False when it ended or took too long."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return True
    return False


def stop(child: subprocess.Popen[bytes]) -> None:
    """The engine has written its state and is gone, with the functions that it ran."""
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(timeout=20)
    except subprocess.TimeoutExpired:
        _kill(child)


def _stop_when_alone(parent: int) -> None:
    """Stops this engine as Ctrl-C would when `make run` was killed: nothing is lost, and its port is free again."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def serve() -> None:
    """Runs the engine in this process until it is told to stop."""
    from ministack import app

    from infra.local import snapshots, streams

    streams.install()
    snapshots.install()
    threading.Thread(target=_stop_when_alone, args=(int(os.environ.get(STARTED_BY, os.getppid())),), daemon=True).start()
    sys.argv = ["ministack"]
    app.main()


if __name__ == "__main__":
    serve()
