"""A thousand closings at once under a carrier that throttles: all of it arrives, in order, and at a price that is counted."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import Status
from chalicelib.domain.proof import CODE_LASTS
from chalicelib.storage.keys import WAKE_SPREAD

from tests.fakes import ports
from tests.fakes.small import RememberedWake
from tests.prove.drain import Drain
from tests.prove.worlds import real

S = MessageState


def drained(closings: int, a_second: int, **settings) -> tuple[Drain, timedelta]:
    drain = Drain(ports(), closings, a_second, **settings)
    drain.close_all()
    return drain, drain.run()


def check(drain: Drain) -> None:
    """Nothing lost, nothing doubled, in order, one question at a time."""
    times = Counter(reference for _, _, _, reference in drain.carrier.taken)
    assert set(times.values()) == {1}
    states = Counter(each.state for each in drain.messages())
    assert states - Counter({S.EXPIRED: states[S.EXPIRED]}) == {S.SENT: len(times)}, drain.left()
    check_codes(drain)
    assert {drain.world.petitions.get(number).status for number in drain.numbers} == {Status.SETTLED}
    assert not drain.out_of_order()
    questions: dict[str, list] = {}
    for at, phone, name, _ in drain.carrier.taken:
        if name == "follow_up":
            questions.setdefault(phone, []).append(at)
    for asked in questions.values():
        for first, second in zip(asked, asked[1:], strict=False):
            assert second - first > timedelta(hours=24), "the next question waits for the old one's quiet day"


def check_codes(drain: Drain) -> None:
    """Each code went past its phone's line within its five minutes, or ended as too late, and nothing else expired."""
    names = {each.id: each for each in drain.messages()}
    codes = [each for each in names.values() if each.name == "code"]
    assert len(codes) == drain.codes
    assert [each for each in names.values() if each.state is S.EXPIRED and each.name != "code"] == []
    at = {reference: moment for moment, _, _, reference in drain.carrier.taken}
    assert all(at[each.id] - each.created_at <= CODE_LASTS for each in codes if each.state is S.SENT)
    overtaken = [
        each for each in codes if each.state is S.SENT
        and any(other.id < each.id and at[other.id] > at[each.id] for other in names.values() if other.phone_key == each.phone_key)
    ]  # fmt: skip
    sent = sum(each.state is S.SENT for each in codes)
    assert sent or drain.a_second < 5, "the carrier had time for codes"
    assert overtaken or drain.a_second > 20, "some line was waiting, and a code went past it"


def report(drain: Drain, took: timedelta) -> str:
    carrier, calls = drain.carrier, drain.count.calls
    last = max(at for at, _, name, _ in carrier.taken if name == "acknowledgement") - min(at for at, *_ in carrier.taken)
    attempts = Counter(each.attempts for each in drain.messages())
    codes = Counter(str(each.state) for each in drain.messages() if each.name == "code")
    stores = ", ".join(f"{name} {number}" for name, number in calls.most_common(7))
    return (
        f"\n{drain.closings} closings on {len(drain.phones)} phones, {carrier.a_second} SMS a second: {len(carrier.taken)} sent, "
        f"{carrier.asked - len(carrier.taken)} throttled, attempts {dict(sorted(attempts.items()))}, acknowledgements within {last}, "
        f"all with second questions within {took}, codes {dict(codes)}\n  {drain.woken} runs of the sender, {drain.sweeps} sweeps; {stores}"
    )


@pytest.mark.parametrize("a_second", [1, 5])
def test_closings_drain_when_the_carrier_throttles(a_second) -> None:
    drain, took = drained(100, a_second)
    print(report(drain, took))
    check(drain)


@pytest.mark.slow
@pytest.mark.parametrize("a_second", [1, 5, 20, 100])
def test_a_thousand_closings_drain_when_the_carrier_throttles(a_second) -> None:
    drain, took = drained(1_000, a_second)
    print(report(drain, took))
    check(drain)


@dataclass
class Written:
    """Writes by partition of the table, and of the wake index, as botocore is given them."""

    by_key: Counter[str] = field(default_factory=Counter)
    by_wake: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)

    def __call__(self, params, model, **_) -> None:
        self.calls[model.name] += 1
        puts = [each.get("Put") or each.get("Update") or {} for each in params.get("TransactItems", [])]
        puts += [params] if model.name in ("PutItem", "DeleteItem", "UpdateItem") else []
        for put in puts:
            item = put.get("Item") or put.get("Key") or {}
            self.by_key[item.get("pk", {}).get("S", "")] += 1
            if "wake_key" in item:
                self.by_wake[item["wake_key"]["S"]] += 1


@pytest.mark.slow
def test_a_thousand_closings_drain_on_the_real_engine_without_a_hot_key(engine) -> None:
    world, written = real(engine), Written()
    world.wake = RememberedWake()  # the drain plays the queue itself, so that it can tell who was woken when
    drain = Drain(world, 1_000, 20, sweeps_hourly_after=timedelta(hours=2))
    began = time.process_time()
    drain.close_all()
    closed = time.process_time() - began
    world.petitions.table.client.meta.events.register("before-parameter-build.dynamodb.*", written)
    took = drain.run()
    drained_in = time.process_time() - began - closed
    check(drain)
    print(report(drain, took))
    print(f"  calls of DynamoDB: {dict(written.calls)}; CPU of closing {closed:.0f} s, of draining {drained_in:.0f} s")
    print(f"  most writes to one key: {written.by_key.most_common(3)}; wake index {sorted(written.by_wake.items())}")
    most, whole = max(written.by_key.values()), sum(written.by_key.values())
    assert most < 60 and whole > 10_000, "a key is a phone's or a petition's own"
    parts = [number for key, number in written.by_wake.items() if key.startswith("M#")]
    assert len(parts) == WAKE_SPREAD and max(parts) < 2 * sum(parts) / WAKE_SPREAD
