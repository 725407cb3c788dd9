"""Calls and capacity units of every action of a life, and what a whole life costs in DynamoDB.

Run: python tests/bench/bench_units.py [--write 0.625] [--read 0.125] (price of a million units, in any currency).

Write units are what the engine reports for ReturnConsumedCapacity=INDEXES. It follows AWS's rule: 1 for each KB begun, 2
in a transaction, 1 for each index entry written and 2 for one that moves; the bench computes a submission's again from
the items' sizes and fails where the engine says otherwise. For reads the engine reports a plain 1 or 0.5 whatever is
read: read units are computed here from the sizes of the items read, 1 for each 4 KB begun, half for eventual reads.
"""

import argparse
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.measured import COMMUNITY, WORDS, quiet, stage, table
from tests.bench.meter import Meter

# Source: AWS price list, us-east-1, on demand, since 2024-11: 0.625 USD and 0.125 USD for a million request units.
WRITE_PRICE, READ_PRICE = 0.625, 0.125
PHONE = "13800138001"


def life(meter: Meter, wired: Any) -> None:
    """Nothing; one petition from the form to its end, each step metered, on the real engine."""
    from chalicelib.domain import periods
    from chalicelib.domain.actors import Caller, HeldRole, Role, Staff
    from chalicelib.domain.carriers import Words
    from chalicelib.domain.figures import Said
    from chalicelib.journey import door, handle, look, reply, submit, sweep
    from chalicelib.journey.count import count
    from chalicelib.journey.figures import figures
    from chalicelib.journey.links import DEVICE, Visit
    from chalicelib.journey.send import send
    from chalicelib.journey.sign_in import recognise

    ports = wired
    street = ports.districts.current().organisation.parent(COMMUNITY).code
    officer = Staff("officer", "", (HeldRole(Role.OFFICER, street),))
    centre = Staff("centre", "", (HeldRole(Role.SUPERVISOR, ports.districts.current().code),))
    phone = ports.secrets.digest("phone", f"+86{PHONE}")

    def counted(number: str) -> None:
        held = ports.petitions.get(number)
        with meter.action("tally move"):
            count(ports, held)

    def sent(name: str) -> None:
        with meter.action(name):
            send(ports, phone, lambda message, link, unit: Words(message.name))

    def acted(number: str, action: str, **details: str) -> None:
        version = ports.petitions.get(number).version
        with meter.action(action):
            command = handle.Command(number, action, version, details)
            handle.act(ports, command, officer, ports.ids.token())
        counted(number)

    def submitted() -> str:
        with meter.action("submit"):
            door.knock(ports, "192.0.2.1", "submit")
            said = submit.Submission(WORDS, consent=True, community=COMMUNITY, phone=PHONE)
            return submit.submit(ports, said, Caller("device", ""), ports.ids.token()).number

    number = submitted()
    counted(number)
    sent("acknowledgement sent")
    acted(number, "accept")
    acted(number, "progress", note="灯泡已订，明天到货。")
    acted(number, "close", note="楼道灯已换好，请您看看。")
    sent("follow-up sent")
    counted(number)
    with meter.action("reply settles"):
        reply.receive(ports, reply.Inbound("aws", ports.ids.token(), f"+86{PHONE}", "1"))
    counted(number)
    assert ports.petitions.get(number).status == "settled"
    with meter.action("status page"):
        look.status_for_citizen(ports, Visit(number, DEVICE), "zh")
    with meter.action("petition at the desk"):
        look.petition_for_staff(ports, officer, number)
    ports.people.open_session(_session(ports))
    with meter.action("session of a desk request"):
        recognise(ports, "token")
    for _ in range(60):
        last = submitted_quietly(ports, submit)
    with meter.action("queue page, unit, 50"):
        look.queue(ports, officer, "owner", COMMUNITY)
    with meter.action("queue page, district, 50"):
        look.queue(ports, centre, "district", ports.districts.current().code)
    ports.clock.move(seconds=1)
    with meter.action("sweep, nothing due"):
        assert sweep.sweep(ports) == sweep.Swept(0, 0, more=False)
    ports.clock.move(hours=3)
    with meter.action("sweep step of a petition"):
        assert sweep._attend(ports, last, ports.clock.now())
    with meter.action("bulletin's figures, district"):
        figures(ports, ports.districts.current().code, periods.parse("2025-09"), ports.clock.now(), (None, None), Said())


def _session(ports: Any) -> Any:
    from datetime import timedelta

    from chalicelib.domain.ports import Session

    key = ports.secrets.digest("session", "token")
    return Session(key, "officer", 1, ports.clock.now() + timedelta(hours=1))


def submitted_quietly(ports: Any, submit: Any) -> str:
    from chalicelib.domain.actors import Caller

    said = submit.Submission(WORDS, consent=True, community=COMMUNITY)
    return submit.submit(ports, said, Caller("device", ""), ports.ids.token()).number


# How often each happens in a life: 3 people look at a queue and at the petition, the citizen looks twice.
A_LIFE = {
    "submit": 1, "acknowledgement sent": 1, "accept": 1, "progress": 1, "close": 1, "follow-up sent": 1, "reply settles": 1,
    "tally move": 6, "session of a desk request": 9, "queue page, unit, 50": 3, "petition at the desk": 3,
    "status page": 2, "sweep step of a petition": 1,
}  # fmt: skip


def shown(meter: Meter, prices: tuple[float, float]) -> None:
    rows = []
    for name, used in meter.used.items():
        calls = ", ".join(f"{count} {call}" for call, count in used.calls.items())
        rows.append((name, used.reads, used.writes, used.index_writes, calls))
    table(("action", "read units", "write units", "of these index", "calls"), rows)
    reads = sum(meter.used[name].reads * times for name, times in A_LIFE.items())
    writes = sum(meter.used[name].writes * times for name, times in A_LIFE.items())
    price = (writes * prices[0] + reads * prices[1]) / 1e6
    print(f"\n  A whole life, with those who look at it: {reads:.1f} read and {writes:.1f} write units")
    print(f"  at {prices[0]} and {prices[1]} a million: {price * 1000:.4f} for 1,000 petitions in DynamoDB requests")
    idle = meter.used["sweep, nothing due"].reads * 288
    print(f"  The sweep's empty runs: {idle:,.0f} read units a day, {idle * 30 * prices[1] / 1e6:.4f} a month")
    others = {name: dict(used.others) for name, used in meter.used.items() if used.others}
    print(f"  Other services: {others}")


def main() -> int:
    """The exit code: 1 when the engine's write units are not those of the rule."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", type=float, default=WRITE_PRICE)
    parser.add_argument("--read", type=float, default=READ_PRICE)
    asked = parser.parse_args()
    quiet()
    from tests.fakes.small import Carrier, MovedClock

    with stage() as (_, wired):
        wired.__dict__ |= {"clock": MovedClock(), "provider": Carrier()}
        meter = Meter()
        for client in (wired._table.client, wired.contacts.kms):
            meter.watch(client)
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):  # what the functions log
            life(meter, wired)
    shown(meter, (asked.write, asked.read))
    for fault in meter.faults:
        print(f"  NOT AS THE RULE: {fault}")
    return 1 if meter.faults else 0


if __name__ == "__main__":
    sys.exit(main())
