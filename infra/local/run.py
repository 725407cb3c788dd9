"""`make run`: the whole platform on this machine, until Ctrl-C. What it holds is kept in .local."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
import time
from urllib.parse import urlsplit

from infra import people, stack
from infra.local import engine, front, phones, stage


def complaint() -> str | None:
    """One plain sentence about what keeps the stage from starting; None when nothing does."""
    if sys.version_info < (3, 11):  # noqa: UP036 (the sentence is for those who have an older one)
        return "Nuannan needs Python 3.11 or newer."
    try:
        stage.FOLDER.mkdir(exist_ok=True)
        probe = stage.FOLDER / "probe"
        probe.write_text("")
        probe.unlink()
    except OSError:
        return (
            f"The folder {stage.FOLDER} cannot be written to. Give yourself the right, or move the project."
        )
    for port in (stage.PORT, stage.PORT + 1):
        with socket.socket() as probe_socket:
            probe_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe_socket.bind(("127.0.0.1", port))
            except OSError:
                return (
                    f"Port {port} is taken. Stop what uses it, or choose another: make run NUANNAN_PORT=9400"
                )
    return None


def deploy() -> tuple[dict[str, str], stack.Target]:
    """The stage's outputs, deployed by the code path that deploys to AWS."""
    target = stack.Target(stage.STAGE, stage.ENDPOINT)
    parameters = {
        "Clock": f"file:{stage.CLOCK}",
        "SmsProvider": "simulator",
        "SmsSimulatorUrl": f"{stage.ORIGIN}/phones/api/outbound",
        "WithCloudFront": "no",
    }
    made = stack.deploy(target, parameters)
    stack.upload_site(target, made)
    stack.load(target, made, stage.ORIGIN)
    (stage.FOLDER / "stage.json").write_text(json.dumps(made, indent=1))
    return made, target


def origins(made: dict[str, str], target: stack.Target) -> front.Origins:
    """What the front serves from."""
    api = urlsplit(made["EndpointURL"])
    identity = api.netloc.partition(".")[0]
    secret = target.client("secretsmanager").get_secret_value(SecretId=made["OriginSecret"])
    return front.Origins(
        api_host=f"127.0.0.1:{stage.PORT + 1}",
        api_prefix=f"/restapis/{made.get('RestAPIId', identity)}/v1/_user_request_",
        origin_key=json.loads(secret["SecretString"])["key"],
        s3=target.client("s3"),
        sns=target.client("sns"),
        site_bucket=made["SiteBucket"],
        bulletins_bucket=made["BulletinsBucket"],
        inbound_topic=made["InboundSmsTopic"],
        phones=phones.Phones(stage.FOLDER / "phones.sqlite3"),
        now=lambda: stage.now().isoformat(timespec="seconds"),
    )


def announce(made: dict[str, str], target: stack.Target) -> None:
    """Nothing; prints where everything is and who may sign in."""
    staff = people.set_demo_passwords(target.client("dynamodb"), made["MainTable"], stack.DISTRICT)
    print(f"\n  Report      {stage.ORIGIN}/\n  Desk        {stage.ORIGIN}/desk/")
    print(f"  Phones      {stage.ORIGIN}/phones/\n  Bulletins   {stage.ORIGIN}/bulletins/\n")
    print("  Sign in at the desk (new passwords at each start):")
    for login, name, role, unit, password in staff:
        print(f"    {login:<12} {password}   {role} at {unit}, {name}")
    print("\n  Ctrl-C stops; the next `make run` finds everything as it was.", flush=True)


def main() -> int:
    """The exit code."""
    fault = complaint()
    if fault:
        print(fault)
        return 1
    stage.use_local_credentials()
    started = time.monotonic()
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    child = engine.start(stage.PORT + 1, stage.FOLDER)
    try:
        made, target = deploy()
        server = front.make_server(stage.PORT, origins(made, target))
        front.serve(server)
        announce(made, target)
        print(f"  Started in {time.monotonic() - started:.1f} s.", flush=True)
        while not stopped.wait(1):
            if child.poll() is not None:
                print(f"The local AWS ended by itself; see {stage.FOLDER / 'engine.log'}.")
                return 1
        server.shutdown()
    finally:
        engine.stop(child)
    return 0


if __name__ == "__main__":
    sys.exit(main())
