"""The routes of administration through the gateway: what they ask for, and the shape of their answers."""

from __future__ import annotations

import json
from types import SimpleNamespace
from unittest.mock import patch

import msgspec
import pytest
from chalicelib import wiring
from chalicelib.domain.actors import Role
from chalicelib.entrypoints import admin_answers, answers, schemas
from chalicelib.entrypoints.http import ORIGIN_KEY

from tests.entrypoints.gateway import OURS, ask, fresh_app
from tests.fakes import FakePorts, ports
from tests.fakes.district import DISTRICT, ELM, HILL
from tests.fakes.two_districts import PORT, make_two

HELD: dict[str, FakePorts] = {}
with patch.object(wiring, "ports", lambda: HELD["world"]):  # views take it at import
    app, _ = fresh_app()
assert schemas.PetitionIn  # the fresh app reads its types' names where this import leaves them
ORGANISATION = "/api/desk/organisation"
HEADERS = OURS | {ORIGIN_KEY: "front", "idempotency-key": "k" * 20}
LAMP = {
    "name": "lamp", "category": "01", "area": "", "channel": "", "kind": "", "urgency": "", "least_confidence": "",
    "words": "", "unit": "street",
}  # fmt: skip


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> FakePorts:
    made = make_two(ports())
    made.origin_key = b"front"
    HELD["world"] = made
    monkeypatch.setattr(wiring, "ports", lambda: made)
    return made


def session(role: Role = Role.ADMIN, unit: str = DISTRICT) -> dict[str, str]:
    return {"principalId": "ann", "name": "Ann", "roles": json.dumps([[str(role), unit]])}


def call(method: str, path: str, body: object = None, who: dict[str, str] | None = None, **parts: str) -> SimpleNamespace:
    return ask(app, method, path, body, HEADERS, who or session(), parts or None)


def version(world: FakePorts) -> str:
    return world.configurations.get(DISTRICT).version


def test_organisation_is_shown_with_the_version_that_a_change_names(world: FakePorts) -> None:
    told = call("GET", ORGANISATION)
    shown = msgspec.convert(told.body, admin_answers.OrganisationDocuments)
    assert (told.status, shown.district, shown.version) == (200, DISTRICT, version(world))
    assert {unit["code"] for unit in shown.units} >= {HILL, ELM}


@pytest.mark.parametrize(
    ("path", "said", "added"),
    [
        ("rules", {"rows": [LAMP]}, ["rules/lamp"]),
        (
            "units",
            {"rows": [{"code": "G2", "parent": ELM, "level": "grid", "name_zh": "二", "name_en": "Two"}]},
            ["units/G2"],
        ),
        ("rota", {"rows": []}, []),
    ],
)
def test_document_is_changed_and_told_in_the_history(world: FakePorts, path: str, said: dict, added: list[str]) -> None:
    told = call("PUT", f"{ORGANISATION}/{path}", {"version": version(world), **said})
    changed = msgspec.convert(told.body, admin_answers.OrganisationChanged)
    assert (told.status, changed.added, changed.version) == (200, added, version(world))
    page = msgspec.convert(call("GET", f"{ORGANISATION}/history?limit=5").body, admin_answers.OrganisationHistory)
    assert [(each.by, each.added) for each in page.items] == ([("ann", added)] if added else [])


def test_settings_are_changed_as_a_whole(world: FakePorts) -> None:
    settings = {**world.configurations.get(DISTRICT).documents["settings"][0], "response_hours": 6}
    told = call("PUT", f"{ORGANISATION}/settings", {"version": version(world), "settings": settings})
    assert (told.status, told.body["changed"]) == (200, ["settings"])


def test_conflict_is_told_when_the_version_is_old(world: FakePorts) -> None:
    told = call("PUT", f"{ORGANISATION}/rules", {"version": "0" * 16, "rows": []})
    assert (told.status, told.body["code"], told.body["version"]) == (409, "configuration_conflict", version(world))


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"rows": []}, {"version": "version_missing"}),
        ({"version": "x", "rows": "all"}, {"rows": "wrong_type"}),
        ({"version": "x", "rows": [{"name": 1}]}, {"rows": "wrong_type"}),
        ({"version": "x", "rows": [], "extra": 1}, {"extra": "unknown_field"}),
    ],
)
def test_body_is_refused_with_its_fields_when_it_has_another_shape(world: FakePorts, body: dict, fields: dict) -> None:
    told = call("PUT", f"{ORGANISATION}/rules", body)
    assert (told.status, {name: each["code"] for name, each in told.body["fields"].items()}) == (400, fields)


def test_faulty_rows_are_listed_with_their_reasons(world: FakePorts) -> None:
    rows = [LAMP, LAMP | {"name": "b", "unit": "nowhere"}]
    told = call("PUT", f"{ORGANISATION}/rules", {"version": version(world), "rows": rows})
    assert (told.status, told.body["fields"]["rows"]["code"]) == (400, "configuration_faulty")
    assert told.body["faults"] == [{"document": "rules", "row": 1, "reason": "b: there is no unit nowhere"}]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", ORGANISATION, None),
        ("GET", f"{ORGANISATION}/history", None),
        ("PUT", f"{ORGANISATION}/rules", {"version": "x", "rows": []}),
        ("PUT", f"{ORGANISATION}/units", {"version": "x"}),
        ("PUT", f"{ORGANISATION}/rota", {"version": "x", "rows": []}),
        ("PUT", f"{ORGANISATION}/settings", {"version": "x", "settings": {}}),
        ("POST", "/api/desk/rules/trial", {"rows": []}),
    ],
)
@pytest.mark.parametrize("who", [session(Role.OFFICER, HILL), session(Role.GRID_WORKER, ELM)])
def test_administration_is_shut_to_who_is_no_admin(
    world: FakePorts, method: str, path: str, body: object, who: dict[str, str]
) -> None:
    told = call(method, path, body, who)
    assert (told.status, told.body["code"]) == (403, "forbidden")


def test_trial_and_placement_answer_in_their_described_shapes(world: FakePorts) -> None:
    proxy = {"text": "灯坏了", "consent": True, "community": ELM, "phone": "13800138001", "category": "01"}
    told = call("POST", "/api/desk/petitions", proxy, session(Role.GRID_WORKER, ELM))
    receipt = msgspec.convert(told.body, answers.Receipt)
    assert told.status == 201
    tried = msgspec.convert(
        call("POST", "/api/desk/rules/trial", {"rows": [LAMP], "limit": 1}).body, admin_answers.Trial
    )
    assert [each.number for each in tried.changes] == [receipt.number]
    rest = call("POST", "/api/desk/rules/trial", {"rows": [LAMP], "cursor": tried.cursor}).body
    assert (rest["looked_at"], rest["cursor"]) == (0, None)
    assert call("POST", "/api/desk/rules/trial", {"rows": [], "cursor": "forged"}).body["fields"]["cursor"]
    path = "/api/desk/petitions/{number}/placement"
    shown = msgspec.convert(call("GET", path, None, session(Role.DISPATCHER), number=receipt.number).body, admin_answers.PlacementTerms)
    assert (shown.rule, shown.unit) == ("one_step", ELM)


def test_photos_of_a_report_for_somebody_show_the_trouble_and_not_the_work(world: FakePorts) -> None:
    proxy = {"text": "灯坏了", "consent": True, "community": ELM, "phone": "13800138001", "category": "01"}
    receipt = call("POST", "/api/desk/petitions", proxy, session(Role.GRID_WORKER, ELM)).body
    asked = {"token": receipt["photo_token"], "id": "photo-of-the-lamp", "type": "image/jpeg"}
    assert call("POST", "/api/photos", asked, {}).body["state"] == "awaited"
    assert [each.kind for each in world.photos.of(receipt["number"])] == ["before"]


def test_proxy_is_refused_without_phone_and_reason(world: FakePorts) -> None:
    told = call("POST", "/api/desk/petitions", {"text": "灯坏了", "consent": True, "community": ELM})
    assert told.body["fields"]["phone"]["code"] == "phone_or_reason_missing"


def test_device_may_not_look_when_it_spoke_for_somebody_else(world: FakePorts) -> None:
    said = {"text": "灯坏了", "consent": True, "community": ELM, "phone": "13800138001"}
    headers = HEADERS | {"nuannan-device": "d" * 22}
    for for_other, cookies, by in ((True, set(), "volunteer"), (False, {"__Host-petition", "__Host-mine"}, "petitioner")):
        key = {"idempotency-key": f"{for_other}".ljust(20, "k")}
        told = ask(app, "POST", "/api/petitions", said | {"for_other": for_other}, headers | key)
        receipt = msgspec.convert(told.body, answers.Receipt)
        assert told.status == 201
        assert {line.partition("=")[0] for line in told.lines.get("set-cookie", [])} == cookies
        assert world.petitions.whole(receipt.number)[1][0].by.id == by


def test_form_is_of_the_district_that_is_named(world: FakePorts) -> None:
    told = ask(app, "GET", f"/api/form?district={PORT}&lang=en", None, HEADERS)
    shown = msgspec.convert(told.body, answers.Form)
    assert (shown.district.code, [each.name for each in shown.questions]) == (PORT, ["when"])
