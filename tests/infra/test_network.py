"""The simulated carrier: what it answers, loses, doubles, brings late and reports, and that it forgets nothing of it."""

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict

import pytest
from chalicelib.domain.carriers import Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.sms import callbacks, simulator

from infra.local.network import ANSWERS, REPEATS, REPEATS_AFTER_SECONDS, Behaviour, Network
from infra.local.phones import Phones
from infra.local.phones_api import PhonesApi
from tests.fakes.small import MONDAY_9_AM, MovedClock
from tests.sms.carrier_server import CUTS, carrier_server

ONE, TWO = "+8613800138001", "+8613900139002"
OLD_STAGE = {
    "phones.sqlite3": """CREATE TABLE messages (id INTEGER PRIMARY KEY, reference TEXT UNIQUE, phone TEXT NOT NULL, direction TEXT NOT NULL,
        body TEXT NOT NULL, at TEXT NOT NULL); INSERT INTO messages VALUES (3, 'r1', '+8613800138001', 'in', '旧', 'then');""",
    "network.sqlite3": """CREATE TABLE taken (id INTEGER PRIMARY KEY, reference TEXT UNIQUE, phone TEXT NOT NULL, reported TEXT);
        INSERT INTO taken VALUES (7, 'r1', '+8613800138001', 'delivered');""",
}


def told(identity: str, state: str) -> dict[str, object]:
    """A receipt of the first message, which has one segment."""
    return {"id": identity, "state": state, "reference": "r1", "segments": 1}


class World:
    """A network in a folder, with what it published and reported; `takes` says whether the platform takes receipts."""

    def __init__(self, folder) -> None:
        self.folder, self.clock = folder, MovedClock()
        self.published, self.reported, self.takes = [], [], True
        self.start()

    def start(self) -> None:
        phones = Phones(self.folder / "phones.sqlite3")
        self.network = Network(self.folder / "network.sqlite3", phones, self.clock.now, self.publish, self.report)
        self.api = PhonesApi(self.network)

    def publish(self, event: str) -> None:
        self.published.append(json.loads(event))

    def report(self, entries) -> bool:
        self.reported += entries if self.takes else []
        return self.takes

    def behave(self, phone: str = "", **asked: object) -> None:
        self.network.behave(phone, asked)

    def arrived(self, phone: str) -> list[str]:
        lines = [each["messages"] for each in self.network.phones.all() if each["phone"] == phone]
        return [each["body"] for each in reversed(lines[0]) if each["direction"] == "in"] if lines else []

    def after(self, seconds: int) -> None:
        self.clock.move(seconds=seconds)
        self.network.run_due()


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


def test_message_arrives_at_once_and_nothing_is_reported_when_nothing_was_set(world) -> None:
    assert world.network.take(ONE, "您好", "r1") == (200, {"id": "n1"})
    world.after(9999)
    assert (world.arrived(ONE), world.reported) == (["您好"], [])


def test_repeated_reference_is_a_second_sms_with_a_receipt_of_its_own_as_at_real_carriers(world) -> None:
    world.behave(receipt="delivered")
    assert [world.network.take(ONE, "您好", "r1")[1] for _ in range(2)] == [{"id": "n1"}, {"id": "n2"}]
    world.after(0)
    assert world.arrived(ONE) == ["您好"] * 2
    assert world.reported == [told("n1", "delivered"), told("n2", "delivered")]
    [line] = world.network.phones.all()
    assert [(each["sms"], each["reference"]) for each in line["messages"]] == [("n2", "r1"), ("n1", "r1")]
    assert world.network.shown()["reported"] == {"n1": "delivered", "n2": "delivered"}


def test_stage_of_before_keeps_its_messages_and_names_no_sms_twice(tmp_path) -> None:
    for name, script in OLD_STAGE.items():
        with closing(sqlite3.connect(tmp_path / name)) as database:
            database.executescript(script)
    world = World(tmp_path)
    world.start()
    assert world.arrived(ONE) == ["旧"]
    assert world.network.shown()["reported"] == {"n7": "delivered"}
    assert [world.network.take(ONE, "新", "r1")[1] for _ in range(2)] == [{"id": "n8"}, {"id": "n9"}]
    assert world.arrived(ONE) == ["旧", "新", "新"]


@pytest.mark.parametrize("answer", [each for each in ANSWERS if each not in ("taken", "silent")])
def test_each_refusal_is_what_the_simulators_carrier_reads(world, answer) -> None:
    world.behave(answer=answer)
    status, body = world.network.take(ONE, "您好", "r1")
    assert world.arrived(ONE) == []
    with carrier_server() as server:
        server.answer = (status, json.dumps(body).encode())
        sent = simulator.Simulator(server.address).send(ONE, Words("您好"), "r1")
    assert (sent.provider_id, sent.error, sent.trouble) == (None, answer, Trouble(answer))


def test_silent_carrier_takes_the_message_and_nobody_knows(world) -> None:
    world.behave(answer="silent")
    assert world.network.take(ONE, "您好", "r1") == (0, None)
    assert world.arrived(ONE) == ["您好"]
    assert world.api.post("/phones/api/outbound", json.dumps({"phone": ONE, "body": "x", "reference": "r2"}).encode()).status == 0
    with carrier_server() as server:
        server.answer = CUTS
        assert simulator.Simulator(server.address).send(ONE, Words("x"), "r2").trouble is Trouble.UNKNOWN


def test_message_and_its_receipt_come_late_and_outlive_a_restart(world) -> None:
    world.behave(delay=30, receipt="delivered", receipt_delay=60)
    world.network.take(ONE, "您好", "r1")
    world.after(29)
    assert world.arrived(ONE) == []
    assert world.network.shown()["on_the_way"] == {ONE: {"arrive": 1, "receipt": 1}}
    world.start()
    world.after(1)
    assert (world.arrived(ONE), world.reported) == (["您好"], [])
    world.after(30)
    assert world.reported == [told("n1", "delivered")]
    assert world.network.shown() == {"reported": {"n1": "delivered"}, "on_the_way": {}}


def test_everything_comes_twice_when_it_is_doubled(world) -> None:
    world.behave(doubled=True, receipt="failed")
    world.network.take(ONE, "您好", "r1")
    world.network.reply(ONE, "1", "")
    world.after(0)
    assert world.arrived(ONE) == ["您好"] * 2
    assert world.reported == [told("n1", "failed")] * 2
    assert [each["messageBody"] for each in world.published] == ["1", "1"]
    assert len({each["inboundMessageId"] for each in world.published}) == 1, "one SMS, brought twice"


def test_lost_message_is_reported_as_expired_and_a_lost_reply_never_comes(world) -> None:
    world.behave(loss=100, receipt="delivered")
    world.network.take(ONE, "您好", "r1")
    world.network.reply(ONE, "1", "")
    world.after(1)
    assert (world.arrived(ONE), world.published) == ([], [])
    assert world.reported == [told("n1", "expired")]


def test_reply_comes_late_when_its_phone_is_slow(world) -> None:
    world.behave(ONE, delay=3600)
    world.network.reply(ONE, "4", "")
    world.network.reply(TWO, "1", "")
    assert [each["originationNumber"] for each in world.published] == [TWO]
    world.after(3600)
    assert [each["originationNumber"] for each in world.published] == [TWO, ONE]


def test_phone_has_its_own_behaviour_until_it_is_as_everybody_again(world) -> None:
    world.behave(answer="throttled")
    world.behave(ONE, answer="taken")
    assert (world.network.take(ONE, "x", "r1")[0], world.network.take(TWO, "x", "r2")[0]) == (200, 429)
    world.network.behave(ONE, None)
    assert world.network.take(ONE, "x", "r3")[0] == 429


def test_receipt_comes_again_when_the_platform_did_not_take_it(world) -> None:
    world.behave(receipt="delivered")
    world.network.take(ONE, "您好", "r1")
    world.takes = False
    world.after(0)
    world.after(REPEATS_AFTER_SECONDS - 1)
    world.takes = True
    world.after(1)
    assert world.reported == [told("n1", "delivered")]


def test_carrier_gives_a_receipt_up_after_its_repetitions(world) -> None:
    world.behave(receipt="delivered")
    world.network.take(ONE, "您好", "r1")
    world.takes = False
    for _ in range(REPEATS + 1):
        world.after(REPEATS_AFTER_SECONDS)
    assert world.network.shown() == {"reported": {}, "on_the_way": {}}


def test_receipts_are_what_the_platform_reads(world) -> None:
    for place, receipt in enumerate(("delivered", "failed", "expired", "UNHEARD_OF")):
        world.behave(receipt=receipt)
        world.network.take(ONE, "x", f"r{place}")
    world.after(0)
    came = callbacks.by_http("simulator", json.dumps(world.reported).encode(), MONDAY_9_AM)
    wanted = [MessageState.DELIVERED, MessageState.FAILED, MessageState.EXPIRED, MessageState.UNCLEAR]
    assert [(each.provider_id, each.state) for each in came.receipts] == [(f"n{n}", s) for n, s in enumerate(wanted, 1)]
    assert [(each.reference, each.segments) for each in came.receipts] == [(f"r{n}", 1) for n in range(4)]


@pytest.mark.parametrize(
    "asked",
    [{"answer": "perhaps"}, {"receipt": 5}, {"loss": 101}, {"loss": -1}, {"delay": "5"}, {"delay": True}, {"delay": 10**9},
     {"doubled": 1}, {"colour": "red"}, {"answer": []}],
)  # fmt: skip
def test_setting_is_refused_when_it_is_none(world, asked) -> None:
    body = json.dumps({"phone": "", "behaviour": asked}).encode()
    assert world.api.post("/phones/api/behaviours", body).status == 400
    assert world.network.behaviours() == {"": Behaviour()}


@pytest.mark.parametrize("body", [b"", b"5", b"[]", b"{}", b'{"phone": "x"}', b'{"phone": "x", "behaviour": 5}', b"[" * 100_000])
def test_body_is_refused_when_it_is_none(world, body) -> None:
    for path in ("outbound", "replies", "behaviours"):
        told = world.api.post(f"/phones/api/{path}", body)
        assert told.status == (200 if path == "behaviours" and body == b'{"phone": "x"}' else 400)
    assert world.api.post("/phones/api/nothing", b'{"phone": "x", "body": "y"}').status == 404


def test_page_is_told_what_can_be_chosen(world) -> None:
    world.behave(TWO, loss=20)
    told = world.api.get("/phones/api/behaviours", {}).body
    assert told["behaviours"] == {"": asdict(Behaviour()), TWO: asdict(Behaviour(loss=20))}
    assert told["answers"] == list(ANSWERS)
    assert world.api.get("/phones/api/nothing", {}).status == 404
