"""`make run`: the whole platform on this machine, until Ctrl-C. What it holds is kept in .local."""

from __future__ import annotations

import argparse
import fcntl
import json
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from subprocess import Popen
from typing import IO
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from infra import callback_paths, map_tiles, people, stack
from infra.local import engine, front, network, phones, stage
from infra.local.phones_api import PhonesApi
from infra.second_factor import SecondFactors

ENDED = f"The local AWS ended by itself; see {stage.FOLDER / 'engine.log'}."


class Unable(Exception):
    """What keeps the stage from running, in one plain sentence."""


class Interrupted(BaseException):
    """Ctrl-C came before everything was up; nothing on the way may take it for a failure."""


def hold_folder() -> IO[str]:
    """The lock that makes the folder ours until this process ends. Raises: Unable."""
    try:
        stage.FOLDER.mkdir(parents=True, exist_ok=True)
        probe = stage.FOLDER / "probe"
        probe.write_text("")
        probe.unlink()
        lock = (stage.FOLDER / "lock").open("w")
    except OSError:
        raise Unable(
            f"The folder {stage.FOLDER} cannot be written to. Give yourself the right, or move the project."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Unable(
            f"Nuannan already runs from {stage.FOLDER}. Stop it with Ctrl-C where it runs, or choose another folder: NUANNAN_HOME=…"
        ) from None
    return lock


def check_ports() -> None:
    """Nothing. Raises: Unable when a port is taken."""
    for port in (stage.PORT, stage.PORT + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                raise Unable(
                    f"Port {port} is taken. Stop what uses it, or choose another: make run NUANNAN_PORT=9400"
                ) from None


def chosen(words: list[str]) -> dict[str, str]:
    """The parameters of this run: pictures under the maps, or none. Raises: Unable."""
    given = stack.settings(words)
    others = sorted(given.keys() - map_tiles.PARAMETERS.keys())
    if others:
        raise Unable(f"The local stage takes no {', '.join(others)}; it takes {', '.join(map_tiles.PARAMETERS)}.")
    try:
        map_tiles.set_by(given)
    except RuntimeError as reason:
        raise Unable(str(reason)) from None
    return {**map_tiles.PARAMETERS, **given}


def deploy(pictures: Mapping[str, str] = map_tiles.PARAMETERS) -> tuple[dict[str, str], stack.Target]:
    """The stage's outputs, deployed by the code path that deploys to AWS."""
    target = stack.Target(stage.STAGE, stage.ENDPOINT)
    parameters = {
        "Clock": f"file:{stage.CLOCK}",
        "SmsProvider": "simulator",
        "SmsSimulatorUrl": f"{stage.ORIGIN}/phones/api/outbound",
        "WithCloudFront": "no",
        **pictures,
    }
    made = stack.deploy(target, parameters)
    stack.load(target, made, stage.ORIGIN, stack.DISTRICTS)
    stack.upload_site(target, made, stack.site_name(target, made))
    stack.list_bulletins(target, made)
    (stage.FOLDER / "stage.json").write_text(json.dumps(made, indent=1))
    return made, target


def origins(made: dict[str, str], target: stack.Target) -> front.Origins:
    """What the front serves from."""
    api = urlsplit(made["EndpointURL"])
    identity = api.netloc.partition(".")[0]
    return front.Origins(
        api_host=f"127.0.0.1:{stage.PORT + 1}",
        api_prefix=f"/restapis/{made.get('RestAPIId', identity)}/v1/_user_request_",
        origin_key=target.secret_key(made["OriginSecret"]),
        s3=target.client("s3"),
        site_bucket=made["SiteBucket"],
        bulletins_bucket=made["BulletinsBucket"],
        uploads_bucket=made["UploadsBucket"],
        photos_bucket=made["PhotosBucket"],
        phones=PhonesApi(simulated(made, target)),
        map_tile_host=made.get("MapTileHost", ""),
    )


def simulated(made: dict[str, str], target: stack.Target) -> network.Network:
    """The carrier of the stage, which brings replies by the topic and receipts by the callback, as the real ones do."""
    sns, key = target.client("sns"), target.secret_key(made["Secret"])
    address = stage.ORIGIN + callback_paths.paths(key.encode(), made["CallbackKeys"])["simulator"]
    kind = {"DataType": "String", "StringValue": "reply"}

    def publish(reply: str) -> None:
        attributes = {"kind": kind}
        sns.publish(TopicArn=made["InboundSmsTopic"], Message=reply, Subject="reply", MessageAttributes=attributes)

    held = phones.Phones(stage.FOLDER / "phones.sqlite3")
    return network.Network(
        stage.FOLDER / "network.sqlite3", held, stage.now, publish, lambda entries: network.post(address, entries)
    )


def announce(made: dict[str, str], target: stack.Target) -> None:
    """Nothing; prints where everything is and who may sign in."""
    client = target.client("dynamodb")
    staff = [
        person
        for directory in stack.DISTRICTS
        for person in people.set_demo_passwords(client, made["MainTable"], directory)
    ]
    factors = SecondFactors(client, target.client("kms"), made["MainTable"], made["StaffKey"])
    for login, *_ in staff:
        factors.give(login)
    print(f"\n  Report      {stage.ORIGIN}/\n  Desk        {stage.ORIGIN}/desk/")
    print(f"  Phones      {stage.ORIGIN}/phones/\n  Bulletins   {stage.ORIGIN}/bulletins/\n")
    print("  Sign in at the desk (new passwords at each start):")
    for login, name, role, unit, password in staff:
        print(f"    {login:<12} {password}   {role} at {unit}, {name}")
    print("  The second factor of any of them, good for a minute: make code LOGIN=grid")
    print("\n  Ctrl-C stops; the next `make run` finds everything as it was.", flush=True)


class Stop:
    """What Ctrl-C does: it interrupts the start once, and ends a stage that is up."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.up = False
        self._held = False

    def __call__(self, *_: object) -> None:
        """The signal's handler. Raises: Interrupted the first time, while the stage is not up."""
        first = not self.asked.is_set()
        self.asked.set()
        if first and not self.up and not self._held:
            raise Interrupted

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing; an interruption that comes meanwhile is raised at the end."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self.asked.is_set():
            raise Interrupted


def serve(child: Popen[bytes], started: float, stop: Stop, pictures: Mapping[str, str] = map_tiles.PARAMETERS) -> None:
    """Nothing; everything was up until it was told to stop. Raises: Unable, also when the engine ended by itself."""
    try:
        made, target = deploy(pictures)
        behind = origins(made, target)
        server = front.make_server(stage.PORT, behind)
        front.serve(server)
        network.serve(behind.phones.network)
        announce(made, target)
    except (RuntimeError, OSError, ClientError, BotoCoreError) as error:
        told = " ".join(str(error).split())[:500]
        ended = child.poll() is not None
        raise Unable(ENDED if ended else f"The stage could not be made: {told}") from None
    stop.up = True
    print(f"  Started in {time.monotonic() - started:.1f} s.", flush=True)
    while not stop.asked.wait(1):
        if child.poll() is not None:
            raise Unable(ENDED)
    server.shutdown()


def run(stop: Stop, pictures: Mapping[str, str] = map_tiles.PARAMETERS) -> None:
    """Nothing; the engine ran and is gone. Raises: Unable, Interrupted."""
    started = time.monotonic()
    child: Popen[bytes] | None = None
    try:
        try:
            child = engine.start(stage.PORT + 1, stage.FOLDER, stop.held)
        except RuntimeError:
            raise Unable(f"The local AWS did not start; see {stage.FOLDER / 'engine.log'}.") from None
        serve(child, started, stop, pictures)
    finally:
        if child is not None:
            engine.stop(child)


def main(arguments: Sequence[str] = ()) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", nargs="*", default=[], metavar="PARAMETER=VALUE")
    asked = parser.parse_args(arguments)
    stop = Stop()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    stage.use_local_credentials()
    try:
        pictures = chosen(asked.set)
        with hold_folder():
            check_ports()
            run(stop, pictures)
    except Unable as reason:
        print(reason, flush=True)
        return 1
    except Interrupted:
        print("Stopped before it was up; the next `make run` starts anew.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
