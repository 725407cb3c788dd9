"""A thousand closings at once under a carrier that throttles: all of it arrives, in order, and at a price that is counted."""

from collections import Counter
from datetime import timedelta

import pytest
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import Status

from tests.fakes import ports
from tests.prove.drain import Drain

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
    assert states == {S.SENT: len(times)}, drain.left()
    assert {drain.world.petitions.get(number).status for number in drain.numbers} == {Status.SETTLED}
    assert not drain.out_of_order()
    questions: dict[str, list] = {}
    for at, phone, name, _ in drain.carrier.taken:
        if name == "follow_up":
            questions.setdefault(phone, []).append(at)
    for asked in questions.values():
        for first, second in zip(asked, asked[1:], strict=False):
            assert second - first > timedelta(hours=24), "the next question waits for the old one's quiet day"


def report(drain: Drain, took: timedelta) -> str:
    carrier, calls = drain.carrier, drain.count.calls
    last = max(at for at, _, name, _ in carrier.taken if name == "acknowledgement") - min(at for at, *_ in carrier.taken)
    attempts = Counter(each.attempts for each in drain.messages())
    stores = ", ".join(f"{name} {number}" for name, number in calls.most_common(7))
    return (
        f"\n{drain.closings} closings on {len(drain.phones)} phones, {carrier.a_second} SMS a second: {len(carrier.taken)} sent, "
        f"{carrier.asked - len(carrier.taken)} throttled, attempts {dict(sorted(attempts.items()))}, acknowledgements within {last}, "
        f"all with second questions within {took}\n  {drain.woken} runs of the sender, {drain.sweeps} sweeps; {stores}"
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
