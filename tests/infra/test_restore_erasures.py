"""`make restore-erasures` on the real engine: a backup that is older than an erasure forgets again what was erased."""

from datetime import timedelta

import pytest
from chalicelib.domain.actors import Caller
from chalicelib.domain.outbox import Contact, Message
from chalicelib.domain.proof import Challenge
from chalicelib.domain.subscription import Subscription, SubscriptionState
from chalicelib.journey import erase
from chalicelib.journey.find import index
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.submit import Submission, submit
from chalicelib.storage.table import Table

from infra.restore_erasures import Replayed, ports_of, replay
from tests.fakes.small import MovedClock

COMMUNITY, WORDS = "370202001001", "五楼漏水，请找王女士"


class Target:
    """The engine as a stage."""

    stage = "test"

    def __init__(self, engine) -> None:
        self.client = engine.client


@pytest.fixture
def live(engine):
    made = engine.fresh()
    made.clock = MovedClock()
    made.districts.current()
    return made


def report(wired, serial: int) -> str:
    said = Submission(WORDS, consent=True, community=COMMUNITY, phone=f"138001380{serial:02d}", name="王女士")
    number = submit(wired, said, Caller(f"device-of-citizen-{serial}", "192.0.2.1"), f"k{serial}" * 10).number
    index(wired, number)
    return number


def backup(live, engine):
    """What a restored backup is: other tables that hold what the live ones held at a moment."""
    client, made = engine.client("dynamodb"), engine.fresh()
    names = ((live.settings.table, made.settings.table), (live.settings.contacts_table, made.settings.contacts_table))
    for old, new in names:
        for page in client.get_paginator("scan").paginate(TableName=old):
            Table(client, new).write_batch([{"PutRequest": {"Item": item}} for item in page["Items"]])
    return made


def restored(live, engine, kept) -> Replayed:
    made = {**engine.outputs, "ErasuresTable": live.settings.erasures_table}
    ports = ports_of(Target(engine), made, kept.settings.table, kept.settings.contacts_table)
    return replay(ports, engine.client("dynamodb"), kept.settings.table)


def everything(engine, kept) -> str:
    client = engine.client("dynamodb")
    tables = (kept.settings.table, kept.settings.contacts_table)
    pages = [page for table in tables for page in client.get_paginator("scan").paginate(TableName=table)]
    return repr([item for page in pages for item in page["Items"] if not item["pk"]["S"].startswith("CONFIG")])


def test_a_backup_from_before_forgets_again(live, engine) -> None:
    number, other = report(live, 1), report(live, 2)
    kept = backup(live, engine)
    later = report(live, 3)
    for each in (number, later):
        erase.ask(live, Visit(each, DEVICE))
    entry = next(each for each in live.erasures.listed() if each.key == erase.list_key(live, number))
    assert restored(live, engine, kept) == Replayed(2, 1, 0, 1)
    held = kept.petitions.get(number)
    assert (held.erased_at, held.status, held.phone_key) == (entry.at, "withdrawn", None)
    assert kept.contacts.open(number) is None
    assert kept.contacts.open(other) is not None
    assert kept.petitions.whole(other)[2] == {1: WORDS}
    assert restored(live, engine, kept) == Replayed(2, 0, 1, 1)
    assert everything(engine, kept).count(WORDS) == 1


def test_who_followed_by_sms_when_a_backup_was_made_is_forgotten_in_it(live, engine) -> None:
    number = report(live, 1)
    id, key = "f" * 32, live.secrets.digest("phone", "+8613900139002")
    held = Subscription(id, number, key, "370202", "zh", live.clock.now(), live.clock.now() + timedelta(days=180), SubscriptionState.STANDING)
    told = Message(id, key, number, "followed_answered", {}, "zh", live.clock.now(), live.clock.now(), subscription=id)
    live.subscriptions.begin(Challenge(id, key, live.clock.now(), follows=number), told, held, Contact(id, "+8613900139002", None))
    kept = backup(live, engine)
    assert restored(live, engine, kept) == Replayed(0, 0, 0, 0, forgotten=1)
    assert (kept.contacts.open(id), kept.subscriptions.get(number, id), kept.outbox.messages_of(key)) == (None, None, [])
    assert live.contacts.open(id) is not None
    assert restored(live, engine, kept) == Replayed(0, 0, 0, 0)


def test_a_contact_that_came_back_with_its_own_table_goes_again(live, engine) -> None:
    number = report(live, 1)
    erase.ask(live, Visit(number, DEVICE))  # no worker has run: the contacts' backup is of that moment
    kept = backup(live, engine)
    assert kept.contacts.open(number) is not None
    assert restored(live, engine, kept) == Replayed(1, 0, 1, 0)
    assert kept.contacts.open(number) is None


def test_nothing_of_an_erased_petition_is_in_any_item_after_the_second_look(live, engine) -> None:
    number = report(live, 1)
    before = live.petitions.get(number)
    erase.ask(live, Visit(number, DEVICE))
    for _ in range(2):
        erase.work(live, live.clock.now() + timedelta(days=1))
        live.clock.move(hours=2)
    told = everything(engine, live)
    assert number in told
    assert not [each for each in ("漏水", "王女士", before.phone_key, before.device_key, "ERASURE#") if each in told]
    assert number not in repr(live.erasures.listed())
