"""Who may say what became of a message: a carrier by its secret path, under every version of the key that is in force."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from chalicelib import wiring
from chalicelib.domain.outbox import MessageState

from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import HEADERS, fresh_world
from tests.fakes import FakePorts
from tests.journey.steps import deliver, phone_key, report


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> FakePorts:
    made = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: made)
    made.provider.name = "aliyun"
    report(made)
    deliver(made)
    return made


@pytest.fixture(scope="module")
def app() -> Any:
    return fresh_app()[0]


def call(world: FakePorts, app: Any, version: str, carrier: str = "aliyun", named: str = "aliyun") -> SimpleNamespace:
    """The carrier's report that the message arrived, at the path of a version of the key."""
    parts = {"carrier": named, "key": wiring.callback_mark(world.secrets, carrier, version)}
    body = [{"biz_id": "id-1", "success": True, "err_code": "DELIVERED"}]
    return ask(app, "POST", "/callbacks/{carrier}/{key}", body, HEADERS, parts=parts)


def state(world: FakePorts) -> MessageState:
    return world.outbox.messages_of(phone_key(world))[0].state


@pytest.mark.parametrize(("keys", "version", "taken"), [
    (("1",), "1", True), (("1",), "2", False), (("1", "2"), "1", True), (("1", "2"), "2", True), (("2",), "1", False), (("2",), "2", True),
])  # fmt: skip
def test_path_lets_in_while_its_version_of_the_key_is_in_force(world: FakePorts, app: Any, keys: tuple[str, ...], version: str, taken: bool) -> None:
    world.callback_keys = keys
    told = call(world, app, version)
    assert told.status == (200 if taken else 404)
    assert state(world) is (MessageState.DELIVERED if taken else MessageState.SENT)


def test_path_of_one_carrier_lets_in_no_other(world: FakePorts, app: Any) -> None:
    assert call(world, app, "1", named="tencent").status == 404
    assert call(world, app, "", named="aliyun").status == 404
    assert state(world) is MessageState.SENT


def test_which_version_is_still_used_is_counted_and_so_is_a_wrong_path(
    world: FakePorts, app: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    world.callback_keys = ("1", "2")
    call(world, app, "1")
    call(world, app, "3")
    counted = [made for line in capsys.readouterr().out.splitlines() if "_aws" in (made := json.loads(line))]
    assert [(each["carrier"], each["version"]) for each in counted if "Callbacks" in each] == [("aliyun", "1")]
    assert [each["reason"] for each in counted if "CallbacksRefused" in each] == ["key_wrong"]
