"""A thousand closings at once, and how their messages drain: stream, queue, delays and sweep as events of one clock."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.told_by_sms import kind_of
from chalicelib.journey import prove
from chalicelib.journey.reply import Inbound, receive
from chalicelib.journey.send import send
from chalicelib.journey.sweep import sweep
from chalicelib.sms.fail_over import FailOver

from tests.fakes import FakePorts
from tests.journey.steps import do, render, report
from tests.prove.points import Watched

LONGEST_DELAY = timedelta(seconds=900)  # Source: SQS; what waits longer is the sweep's
SWEEPS_EVERY, SWEEPS_LATER = timedelta(minutes=5), timedelta(hours=1)
ANSWERS_AFTER = timedelta(minutes=10)
TURNS = ("follow_up", "follow_up_link")
GIVES_UP_AFTER = timedelta(days=4)


@dataclass
class Throttling:
    """A carrier that takes so many messages a second, and refuses the rest."""

    world: FakePorts
    a_second: int
    name: str = "carrier"
    receives: bool = True
    asked: int = 0
    taken: list[tuple[datetime, str, str, str]] = field(default_factory=list)
    this_second: Counter[datetime] = field(default_factory=Counter)

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        self.asked += 1
        now = self.world.clock.now()
        second = now.replace(microsecond=0)
        if self.this_second[second] >= self.a_second:
            return Sent(None, "throttled", Trouble.THROTTLED)
        self.this_second[second] += 1
        self.taken.append((now, phone, words.name, reference.partition(".")[0]))
        return Sent(f"id-{len(self.taken)}")


@dataclass
class Counted:
    """Stands where the fault harness has its gate, and only counts."""

    calls: Counter[str] = field(default_factory=Counter)

    def call(self, name, method, *given, **named):
        self.calls[name] += 1
        return method(*given, **named)


@dataclass
class Drain:
    """`closings` petitions on fewer phones, closed in the same moment; every question is answered ten minutes later."""

    world: FakePorts
    closings: int
    a_second: int
    codes: int = 10  # are asked for while the line is longest
    sweeps_hourly_after: timedelta = timedelta(days=9)  # where a sweep is dear and only turns are waited for
    senders: int = 50  # work at once, so many phones a second: a call of the carrier takes about that long
    events: list[tuple[datetime, int, str, str]] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    count: Counted = field(default_factory=Counted)
    woken: int = 0
    sweeps: int = 0

    def __post_init__(self) -> None:
        self.carrier = Throttling(self.world, self.a_second)
        self.world.provider = FailOver([self.carrier], self.world.circuits, self.world.clock.now)
        self.phones = {f"+86139{serial:08d}": "" for serial in range(self.closings * 4 // 5)}
        for phone in self.phones:
            self.phones[phone] = self.world.secrets.digest("phone", phone)
        self.by_key = {key: phone for phone, key in self.phones.items()}

    def close_all(self) -> None:
        """Every petition is told of, handled and closed; nothing was sent so far."""
        names = list(self.phones)
        for serial in range(self.closings):
            phone = names[serial % len(names)]
            number = report(self.world, phone=phone.removeprefix("+86"), key=f"k{serial}").number
            self.numbers[number] = phone
            do(self.world, number, "accept")
            do(self.world, number, "close", note="修好了")
        self.outbox = self.world.outbox  # for looking, uncounted
        for name in ("petitions", "outbox", "contacts", "receipts"):
            setattr(self.world, name, Watched(getattr(self.world, name), name, self.count))
        began = self.began = self.world.clock.now()
        for place, key in enumerate(self.by_key):
            self._at(began + timedelta(seconds=place / self.senders), "send", key)
        last = list(self.by_key.values())[-self.codes :] if self.codes else []
        for place, phone in enumerate(last):
            self._at(began + timedelta(seconds=len(self.by_key) / self.senders + place), "code", phone)
        self._at(began + SWEEPS_EVERY, "sweep", "")

    def _at(self, moment: datetime, what: str, about: str) -> None:
        heapq.heappush(self.events, (moment, len(self.events) + self.woken, what, about))

    def run(self) -> timedelta:
        """How long it took until every message had ended and every petition was answered."""
        began = self.world.clock.now()
        while self.events:
            moment, _, what, about = heapq.heappop(self.events)
            self.world.clock.moment = max(self.world.clock.moment, moment)
            getattr(self, f"_{what}")(about)
            if what == "sweep" and self._is_empty():
                return self.world.clock.now() - began
            assert moment - began < GIVES_UP_AFTER, self.left()
        raise AssertionError("nothing wakes it any more")

    def _send(self, key: str) -> None:
        self.woken += 1
        before = len(self.carrier.taken)
        again = send(self.world, key, render)
        now = self.world.clock.now()
        for _, phone, name, reference in self.carrier.taken[before:]:
            self.order.setdefault(phone, []).append(reference)
            if name == "follow_up":
                self._at(now + ANSWERS_AFTER, "answer", phone)
        if again is not None and again - now <= LONGEST_DELAY:
            self._at(max(again, now + timedelta(seconds=1)), "send", key)

    def _answer(self, phone: str) -> None:
        receive(self.world, Inbound("aws", f"{phone} {self.world.clock.now()}", phone, "1"))

    def _code(self, phone: str) -> None:
        prove.ask(self.world, phone, f"a browser of {phone}", "zh")
        self._send(self.phones[phone])

    def _sweep(self, _: str) -> None:
        self.sweeps += 1
        woken = len(self.world.wake.woken)
        sweep(self.world)
        for place, (key, _) in enumerate(self.world.wake.woken[woken:]):
            self._at(self.world.clock.now() + timedelta(seconds=place / self.senders), "send", key)
        now = self.world.clock.now()
        early = now - self.began < self.sweeps_hourly_after
        self._at(now + (SWEEPS_EVERY if early else SWEEPS_LATER), "sweep", "")

    def _is_empty(self) -> bool:
        """True when no message waits and no answer is on its way."""
        answers = any(what == "answer" for _, _, what, _ in self.events)
        return not answers and not self.outbox.due_phones(self.world.clock.now() + GIVES_UP_AFTER, 1)

    def messages(self) -> list:
        return [each for key in self.by_key for each in self.outbox.messages_of(key)]

    def left(self) -> Counter[str]:
        return Counter(f"{each.name} {each.state} {each.reason}" for each in self.messages())

    def out_of_order(self) -> list[str]:
        """Phones to which a message went before an older one that waits for no turn, but for what goes past the line."""
        wrong = []
        for phone, references in self.order.items():
            held = {each.id: each for each in self.world.outbox.messages_of(self.phones[phone])}
            line = [each for each in references if not kind_of(held[each].name).essential and held[each].name not in TURNS]
            if line != sorted(line):
                wrong.append(phone)
        return wrong
