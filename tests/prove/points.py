"""Every call that leaves the process, numbered: one of them meets a fault, and what follows must not show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.sms.fail_over import FailOver

from tests.prove.faults import Crash

# What a call can meet. "At once": another process does the same and all that is due just before it. A stall is a process
# that stops for longer than its lease and its claim last, while another takes up the work; then it goes on as if nothing
# had been.
STRIKES = (
    "lost request", "lost answer", "throttled", "500", "crash before", "crash after", "at once", "stall before", "stall after",
)  # fmt: skip
STALL_SECONDS = 100
PORTS = ("petitions", "outbox", "contacts", "receipts", "proofs", "subscriptions", "door", "circuits", "wake", "tally")
CARRIER, CLAIM = "carrier.send", "outbox.claim"
SETTLES = ("outbox.settle", "petitions.commit")


class Broken(Exception):
    """A call of AWS that failed after the client's own repetitions."""


@dataclass
class Gate:
    """Lets every call through but the `at`-th, which meets `kind`. After a crash nothing leaves the process any more."""

    kind: str = ""
    at: int = 0
    meanwhile: Callable[[], None] = lambda: None
    seen: list[str] = field(default_factory=list)
    watching: bool = False
    dead: bool = False
    struck: str = ""
    open_calls: tuple[str, ...] = ()

    def call(self, name: str, method: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """What the call answers, or what it meets."""
        if self.dead:
            raise Crash
        if not self.watching:
            return method(*given, **named)
        self.seen.append(name)
        if len(self.seen) != self.at:
            return method(*given, **named)
        self.strike()
        if self.kind.startswith(("stall", "at once")):
            return self._stalled(lambda: method(*given, **named))
        if self.kind.startswith("crash"):
            if self.kind == "crash after":
                method(*given, **named)
            self.dead = True
            raise Crash
        return self._failed(name, lambda: method(*given, **named))

    def strike(self) -> None:
        """Nothing; the call that was seen last is the one that meets the fault."""
        self.struck = self.seen[-1] if self.seen else "a call of AWS"
        settled = [place for place, name in enumerate(self.seen[:-1]) if name in SETTLES]
        self.open_calls = tuple(self.seen[settled[-1] + 1 if settled else 0 :])

    @property
    def in_doubt(self) -> bool:
        """True when a message was claimed, and nobody had written yet what became of it."""
        return CLAIM in self.open_calls

    @property
    def in_flight(self) -> bool:
        """True when a carrier had been asked, and nobody had written yet what it said."""
        return CARRIER in self.open_calls

    def _stalled(self, call: Callable[[], Any]) -> Any:
        if self.kind == "stall after":
            answer = call()
            self._away()
            return answer
        self._away()
        return call()

    def _away(self) -> None:
        """Another process does what is due, while this one stands still."""
        self.watching = False
        self.meanwhile()

    def _failed(self, name: str, call: Callable[[], Any]) -> Any:
        if self.kind == "lost answer":
            call()
        if name != CARRIER:
            raise Broken(self.kind)
        if self.kind == "throttled":
            return Sent(None, "throttled", Trouble.THROTTLED, "carrier")
        return Sent(None, "no_answer", Trouble.UNKNOWN, "carrier")


class Watched:
    """A port whose every method goes through the gate; what a store calls of itself does not."""

    def __init__(self, port: Any, name: str, gate: Gate) -> None:
        self._port, self._name, self._gate = port, name, gate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found
        return lambda *given, **named: self._gate.call(f"{self._name}.{name}", found, *given, **named)


@dataclass
class CountingCarrier:
    """Takes every message and counts how often each came; `gate` stands before it."""

    gate: Gate
    receives: bool = True
    name: str = "carrier"
    answers: list[Sent] = field(default_factory=list)  # given one by one before it takes messages again
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    reports: Callable[[str], None] = lambda _: None  # its receipt, before its answer

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        return self.gate.call(CARRIER, self._take, phone, words, reference)

    def _take(self, phone: str, words: Words, reference: str) -> Sent:
        if self.answers:
            return self.answers.pop(0)
        self.taken.append((phone, words.name, reference.partition(".")[0]))
        id = f"id-{len(self.taken)}"
        self.reports(id)
        return Sent(id, provider="carrier")


def watch(world: Any, gate: Gate, ports: tuple[str, ...] = PORTS) -> CountingCarrier:
    """The world's new carrier; these ports of the world go through the gate from now on."""
    for name in ports:
        setattr(world, name, Watched(getattr(world, name), name, gate))
    carrier = CountingCarrier(gate)
    world.provider = FailOver([carrier], world.circuits, world.clock.now)
    return carrier
