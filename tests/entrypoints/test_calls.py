"""No request of the desk makes more than three calls to the table: each route is asked on the real one, and counted."""

import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from chalicelib import wiring
from chalicelib.domain.actors import Caller, HeldRole, Role, Staff
from chalicelib.domain.figures import BulletinRecord
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.ports import Export
from chalicelib.domain.rights import Right
from chalicelib.entrypoints import http
from chalicelib.entrypoints.openapi import ROUTES
from chalicelib.journey.find import index
from chalicelib.journey.handle import Command, act
from chalicelib.journey.people import version_of
from chalicelib.journey.submit import Submission, submit
from chalicelib.storage.items import message_item

from infra import people
from tests.engine import Engine, EngineWired
from tests.entrypoints.gateway import OURS, ask, fresh_app
from tests.entrypoints.walk import HEADERS, Knock

DISTRICT, COMMUNITY, OTHER = "370202", "370202001001", "370202001014"
MOST = 3
# Signing in counts the knocks of a source and of a login; an administrator's change is checked against what it touches
# and moves the configuration in steps; a supervisor's bulletins are a list for each kind that the district issues (months alone,
# where it wishes no more), the drafts, and the cleared petitions of a month with their texts, on one screen because a case is
# taken from there into a draft; an erasure looks at everything that a petition has. Each is done a few times a year or a day,
# and each has its own bound here.
SELDOM = {
    ("GET", "/api/desk/bulletins"): 4, ("POST", "/api/desk/petitions/{number}/erasure"): 5,
    ("POST", "/api/desk/session"): 9, ("POST", "/api/desk/enrolment"): 9, ("POST", "/api/desk/enrolment/confirmation"): 9,
    ("PUT", "/api/desk/organisation/documents/{document}"): 6, ("PUT", "/api/desk/organisation/units"): 6, ("PUT", "/api/desk/organisation/rota"): 9,
    ("PUT", "/api/desk/organisation/settings"): 6, ("PUT", "/api/desk/organisation/rules"): 6,
}  # fmt: skip
# A petition with its history, notes and photos is one query (design section 8); the states of its messages, which lie under its
# phone, are another (decision 0052).
OPENED = {("GET", "/api/desk/petitions/{number}"): 2}
DESK = [each for each in ROUTES if each.path.startswith("/api/desk/")]
ADMIN = ("/api/desk/organisation", "/api/desk/people")


def clients(made: Any) -> Any:
    """Clients that start no function: there is none on an engine without the stack."""
    return lambda service, **given: SimpleNamespace(invoke=lambda **_: None) if service == "lambda" else made(service, **given)


class World:
    """The shipped district with some petitions in it, and a count of the calls to its tables."""

    def __init__(self, wired: EngineWired) -> None:
        self.wired = wired
        self.calls: list[str] = []
        self.numbers = [self.report(serial) for serial in range(3)]
        client, table = wired._table.client, wired.settings.table
        people.add(client, table, "somebody", ("某人", "Somebody"), [("officer", COMMUNITY)])
        people.add(client, table, "boss", ("主任", "Boss"), [("dispatcher", DISTRICT), ("supervisor", DISTRICT)])
        wired.exports = replace(wired.exports, client=clients(wired._client))  # type: ignore[misc]
        wired.revealer = SimpleNamespace(ask=lambda token, number: {"phone": "+8613800138000", "name": ""})  # type: ignore[assignment]
        wired._table.client.meta.events.register("before-call.dynamodb", lambda model, **_: self.calls.append(model.name))

    def report(self, serial: int) -> str:
        said = Submission("楼道灯坏了三天", consent=True, community=COMMUNITY, phone=f"138001380{serial:02d}")
        number = submit(self.wired, said, Caller(f"d{serial}", "192.0.2.1"), f"k{serial}" * 10).number
        index(self.wired, number)
        return number

    @property
    def version(self) -> str:
        held = self.wired.configurations.get(DISTRICT)
        assert held is not None
        return held.version

    def documents(self) -> dict[str, list[dict[str, Any]]]:
        held = self.wired.configurations.get(DISTRICT)
        assert held is not None
        return {name: [dict(row) for row in rows] for name, rows in held.documents.items()}


def _petition(world: World) -> Knock:
    return Knock(parts={"number": world.numbers[0]})


def _action(world: World) -> Knock:
    held = world.wired.petitions.get(world.numbers[0])
    assert held is not None
    details = {"action": "transfer", "unit": OTHER, "reason": "x", "note": "x"}
    return Knock({"version": held.version, **details}, parts={"number": held.number})


def _export(world: World) -> Knock:
    made = Export("e1", "boss", DISTRICT, COMMUNITY, "", "", "csv", "zh", world.wired.clock.now(), state="ready", rows=1)
    world.wired.exports.finish(made)
    return Knock(parts={"export": made.id})


def _change(name: str) -> Any:
    def made(world: World) -> Knock:
        rows = world.documents()
        if name == "settings":
            return Knock({"district": DISTRICT, "version": world.version, "settings": rows["settings"][0] | {"limit_reveal": 61}})
        if name == "units":
            return Knock({"district": DISTRICT, "version": world.version, "rows": [rows["units"][-1] | {"name_en": "New"}]})
        if name == "rota":
            cover = {"absent": "boss", "covering": "somebody", "from": "2025-10-01", "to": "2025-10-08"}
            return Knock({"district": DISTRICT, "version": world.version, "rows": [cover]})
        return Knock({"district": DISTRICT, "version": world.version, "rows": rows["rules"][:-1]})

    return made


def seen(world: World) -> str:
    held = world.wired.people.person("somebody")
    assert held is not None
    return version_of(held)


def _clearing(world: World) -> Knock:
    held = world.wired.petitions.get(world.numbers[2])
    assert held is not None
    return Knock({"decision": "publish", "version": held.version, "words": "灯坏了"}, parts={"number": held.number})


def _erasing(world: World) -> Knock:
    return Knock({"version": 2}, parts={"number": world.report(8)})


def _photo(world: World) -> Knock:
    return Knock({"id": "photo-0001", "type": "image/jpeg"}, parts={"number": world.numbers[1]})


def _told(world: World) -> Knock:
    """The answer to a petition that its unit has closed."""
    number, unit = world.report(9), Staff("li", "Li", (HeldRole(Role.OFFICER, COMMUNITY),))
    for version, action in ((2, "accept"), (3, "close")):
        act(world.wired, Command(number, action, version, {"note": "x"}), unit, f"{action}{number}")
    return Knock({"version": 4, "digit": 1}, parts={"number": number})


def _message(state: MessageState, body: dict[str, object] | None) -> Any:
    def made(world: World) -> Knock:
        held = world.wired.petitions.get(world.numbers[1])
        assert held is not None
        sent, *_ = world.wired.outbox.messages_of(held.phone_key or "")
        world.wired._table.put(message_item(replace(sent, state=state, ended_at=world.wired.clock.now())))
        return Knock(body, parts={"number": held.number, "message": sent.id})

    return made


def _revision(world: World) -> Knock:
    world.wired.bulletins.record(BulletinRecord(DISTRICT, "2025-08", 1, 1, world.wired.clock.now(), "digest"))
    return Knock({"unit": DISTRICT, "period": "2025-08", "why": "A late answer."})


def _issued(world: World) -> Knock:
    world.wired.bulletins.record(BulletinRecord(DISTRICT, "2025-08", 1, 1, world.wired.clock.now(), "digest"))
    return Knock(query={"unit": DISTRICT, "period": "2025-08"})


def _phrases(world: World) -> Knock:
    row = {"name": "lamp", "category": "", "text_zh": "{place}的灯亮了", "text_en": ""}
    return Knock({"district": DISTRICT, "version": world.version, "rows": [row]}, parts={"document": "phrases"})


def _of(**query: str) -> Any:
    return lambda world: Knock(query=query)


def _body(**body: object) -> Any:
    return lambda world: Knock(body)


NUMBERED = "/api/desk/petitions/{number}"
ASKED: dict[tuple[str, str], Any] = {
    ("GET", NUMBERED): _petition, ("GET", f"{NUMBERED}/deadlines"): _petition, ("GET", f"{NUMBERED}/placement"): _petition,
    ("POST", f"{NUMBERED}/calls"): _told, ("POST", f"{NUMBERED}/photos"): _photo, ("GET", f"{NUMBERED}/messages"): _petition,
    ("POST", f"{NUMBERED}/messages/{{message}}/resending"): _message(MessageState.FAILED, None),
    ("POST", f"{NUMBERED}/messages/{{message}}/decision"): _message(MessageState.UNDECIDED, {"decision": "drop"}),
    ("GET", "/api/desk/bulletins"): _of(unit=DISTRICT), ("POST", "/api/desk/bulletins/revision"): _revision,
    ("GET", "/api/desk/bulletins/issued"): _issued,
    ("PUT", "/api/desk/bulletins/draft"): _body(unit=DISTRICT, period="2025-09", version=0, remarks="Well done."),
    ("GET", f"{NUMBERED}/publication"): _petition, ("POST", f"{NUMBERED}/publication"): _clearing,
    ("POST", f"{NUMBERED}/erasure"): _erasing, ("POST", f"{NUMBERED}/contact"): _petition, ("POST", f"{NUMBERED}/actions"): _action,
    ("GET", "/api/desk/petitions"): _of(district=DISTRICT), ("GET", "/api/desk/today"): _of(district=DISTRICT),
    ("GET", "/api/desk/board"): _of(unit=DISTRICT), ("GET", "/api/desk/board/trend"): _of(unit=DISTRICT),
    ("GET", "/api/desk/board/returns"): _of(unit=DISTRICT), ("GET", "/api/desk/board/today"): _of(unit=DISTRICT),
    ("GET", "/api/desk/board/now"): _of(unit=DISTRICT),
    ("POST", "/api/desk/search"): _body(phone="13800138000"), ("POST", "/api/desk/find"): _body(words="楼道灯 坏了"),
    ("POST", f"{NUMBERED}/notes"): lambda world: Knock({"text": "x", "units": [DISTRICT]}, parts={"number": world.numbers[0]}),
    ("GET", "/api/desk/organisation/documents/{document}"): lambda world: Knock(parts={"document": "categories"}),
    ("PUT", "/api/desk/organisation/documents/{document}"): _phrases,
    ("POST", "/api/desk/exports"): _body(unit=COMMUNITY, form="csv"), ("POST", "/api/desk/exports/{export}/address"): _export,
    ("GET", "/api/desk/exports/steps"): _of(unit=DISTRICT),
    ("POST", "/api/desk/petitions"): _body(text="灯坏了", consent=True, community=COMMUNITY, phone="13800138009"),
    ("POST", "/api/desk/rules/trial"): _body(district=DISTRICT, rows=[]),
    ("GET", "/api/desk/people/{login}"): lambda world: Knock(parts={"login": "somebody"}),
    ("POST", "/api/desk/people/{login}/invitation"): lambda world: Knock(parts={"login": "somebody"}),
    ("POST", "/api/desk/people/{login}/disabling"): lambda world: Knock({"version": seen(world)}, parts={"login": "somebody"}),
    ("POST", "/api/desk/people/{login}/enabling"): lambda world: Knock({"version": seen(world)}, parts={"login": "somebody"}),
    ("PUT", "/api/desk/people/{login}"): lambda world: Knock(
        {"version": seen(world), "name_zh": "新", "name_en": "New", "roles": [{"role": "officer", "unit": OTHER}]}, parts={"login": "somebody"}
    ),
    ("POST", "/api/desk/people"): lambda world: Knock(
        {"login": "fresh", "name_zh": "新", "name_en": "New", "roles": [{"role": "admin", "unit": DISTRICT}]}
    ),
    **{("PUT", f"/api/desk/organisation/{name}"): _change(name) for name in ("units", "rota", "settings", "rules")},
    ("POST", "/api/desk/session"): _body(login="somebody", password="x" * 12, code="123456"),
    ("POST", "/api/desk/enrolment"): _body(token="somebody.x"),
    ("POST", "/api/desk/enrolment/confirmation"): _body(token="somebody.x", ticket="x", password="x" * 12, code="1"),
}  # fmt: skip
REFUSED = {each: 401 if each.endswith("session") else 404 for _, each in SELDOM if "session" in each or "enrolment" in each}


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[World]:
    wired = engine.fresh()
    wired.districts.current()
    with patch.object(wiring, "ports", lambda: wired):
        yield World(wired)


@pytest.fixture(scope="module")
def app(world: World) -> Any:
    return fresh_app()[0]


def asked(world: World, app: Any, method: str, path: str) -> SimpleNamespace:
    knock = ASKED.get((method, path), _of())(world)
    role = "admin" if path.startswith(ADMIN) else "dispatcher"
    roles = [[role, DISTRICT], ["supervisor", DISTRICT]] if role == "dispatcher" else [[role, DISTRICT]]
    who = {"principalId": "boss", "name": "Boss", "roles": json.dumps(roles)}
    headers = HEADERS | OURS | {http.ORIGIN_KEY: world.wired.origin_key.decode(), http.VIEWER: "192.0.2.1"}
    query = "&".join(f"{name}={value}" for name, value in knock.query.items())
    world.wired.districts.current()  # at most once a minute a process looks whether the configuration is another
    world.calls.clear()
    headers["idempotency-key"] = f"{len(world.numbers)}{path}".replace("/", "-").replace("{", "").replace("}", "").ljust(20, "k")
    return ask(app, method, f"{path}?{query}", knock.body, headers, who, knock.parts)


@pytest.mark.parametrize("route", DESK, ids=lambda each: f"{each.method} {each.path}")
def test_a_request_makes_three_calls_to_the_table_at_most(world: World, app: Any, route: Any) -> None:
    told = asked(world, app, route.method, route.path)
    assert told.status == (REFUSED.get(route.path, 0) if route.right is Right.SIGN_IN else route.status), told.words
    assert len(world.calls) <= (SELDOM | OPENED).get((route.method, route.path), MOST), world.calls


@pytest.mark.parametrize("listing", ["unit", "street", "district", "assist", "decide", "unhappy"])
def test_every_list_of_the_desk_is_three_calls_at_most(world: World, app: Any, listing: str) -> None:
    for path in ("/api/desk/petitions", "/api/desk/today"):
        with patch.dict(ASKED, {("GET", path): _of(**{listing: DISTRICT})}):
            told = asked(world, app, "GET", path)
        assert told.status == 200
        assert len(world.calls) <= MOST, world.calls


def test_a_preview_reads_what_the_issue_would_read_and_no_more(world: World, app: Any) -> None:
    """A whole bulletin, looked at a few times a month: a call for each part that lies together, as when it is issued."""
    with patch.dict(ASKED, {("GET", "/api/desk/bulletins/preview"): _of(unit=DISTRICT, period="2025-07")}):
        told = asked(world, app, "GET", "/api/desk/bulletins/preview")
    assert (told.status, told.headers["x-robots-tag"], told.headers["cache-control"]) == (200, "noindex", "no-store")
    assert len(world.calls) <= 30, world.calls


def test_what_is_done_seldom_still_has_its_bound_and_is_no_more_than_that() -> None:
    assert set(SELDOM) <= {(each.method, each.path) for each in DESK}
    assert len(SELDOM) < len(DESK) / 4
