"""Every route, role and relation against the one table of rights; and what is told of a petition one may not see."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from chalicelib import wiring
from chalicelib.domain import receipt_number, rights
from chalicelib.domain.actors import Relation, Role
from chalicelib.domain.guards import holds
from chalicelib.domain.lifecycle import EDGES, Action, Edge
from chalicelib.domain.petition import Status
from chalicelib.domain.rights import RULES, STAFF_ROLES, About, Right, Rule, relations
from chalicelib.entrypoints.openapi import ROUTES
from chalicelib.sms.notifications import Verifier

from infra.rights import FILE, document
from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import (
    KNOCKS,
    Knock,
    authorizer,
    body_of,
    details_of,
    fresh_world,
    headers_of,
    petition_in,
    rights_of,
)
from tests.fakes import FakePorts
from tests.sms.sns_signer import TOPIC, fetch

held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()

ROLES = (Role.CITIZEN, *STAFF_ROLES)
RIGHT_OF = rights_of(app)
WITH_SESSION = {(method, path) for path, by_method in app.routes.items() for method, entry in by_method.items() if entry.authorizer}


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePorts]:
    held.world = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    monkeypatch.setattr(wiring, "verifier", lambda: Verifier({TOPIC}, fetch))
    yield held.world


def rule_of(right: Right | Action) -> Rule:
    found = [each for each in RULES if each.right == right]
    who = frozenset(itertools.chain.from_iterable(each.who for each in found))
    return Rule(right, found[0].about, who, found[0].why)


def sent(method: str, path: str, knock: Knock, role: Role, relation: Relation) -> SimpleNamespace:
    query = "&".join(f"{name}={value}" for name, value in knock.query.items())
    who = None if role is Role.CITIZEN else authorizer(role, relation, path)
    return ask(app, method, f"{path}?{query}", body_of(knock), headers_of(knock), who, knock.parts)


CELLS = [
    (method, path, role, relation)
    for (method, path), right in RIGHT_OF.items()
    for role in ROLES
    for relation in relations(rule_of(right).about, role)
]


def test_every_route_has_a_right_and_every_right_a_route() -> None:
    routes = {(method, path) for path, by_method in app.routes.items() for method in by_method}
    assert routes == set(RIGHT_OF) == set(KNOCKS)
    assert {right for right in RIGHT_OF.values() if isinstance(right, Right)} == set(Right)


@pytest.mark.parametrize(("method", "path", "role", "relation"), CELLS)
def test_a_route_lets_in_whom_the_table_lets_in(
    world: FakePorts, method: str, path: str, role: Role, relation: Relation
) -> None:
    rule = rule_of(RIGHT_OF[method, path])
    desk = (method, path) in WITH_SESSION
    own = role is Role.CITIZEN and relation is Relation.OWN
    told = sent(method, path, KNOCKS[method, path](world, own, relation), role, relation)
    may = (role, relation) in rule.who
    if rule.about is About.PETITION:  # a citizen comes with a visit, staff with a session, each by their own routes
        may = may and desk == (role is not Role.CITIZEN)
    if rule.right is Right.ACT:  # what was asked there is the system's own: who sees is told so, others nothing
        assert told.status == (409 if may or _sees(role, relation) and role is not Role.CITIZEN else _refusal(desk, role, relation, rule))
    elif may:
        assert told.status in (200, 201, 303), told.words
    else:
        assert told.status == _refusal(desk, role, relation, rule), told.words


def _refusal(desk: bool, role: Role, relation: Relation, rule: Rule) -> int:
    """401 without a session; a petition, or a person one could manage nearer by, is not there; the rest is forbidden."""
    if desk and role is Role.CITIZEN:
        return 401
    manages = rule.about is About.PERSON and role is Role.ADMIN
    seen = rule.right in (Right.REVEAL_CONTACT, Right.ENTER_ANSWER, Right.SEND_AGAIN) and _sees(role, relation)  # who sees the petition is told that they may not
    return 404 if (rule.about is About.PETITION and not seen) or manages else 403


def _sees(role: Role, relation: Relation) -> bool:
    return (role, relation) in rule_of(Right.SEE_PETITION).who


ACTIONS = [
    (edge, role, relation)
    for edge in EDGES
    for role in STAFF_ROLES
    for relation in relations(About.PETITION, role)
]


@pytest.mark.parametrize(
    ("edge", "role", "relation"), ACTIONS, ids=[f"{e.action}-{e.status}-{r}-{n}" for e, r, n in ACTIONS]
)
def test_an_action_is_open_to_whom_its_edge_names(world: FakePorts, edge: Edge, role: Role, relation: Relation) -> None:
    petition = petition_in(world, edge.status, edge.action, assisted=relation is Relation.ASSISTING)
    body = {"action": str(edge.action), "version": petition.version, **details_of(world, edge.action)}
    told = sent("POST", "/api/desk/petitions/{number}/actions", Knock(body, parts={"number": petition.number}), role, relation)
    if (role, relation) in edge.who:
        assert holds(petition, edge.action, world.clock.now()), "the world must leave the decision to the right"
        assert (told.status, told.body.get("status")) == (200, str(edge.to)), told.words
    elif _sees(role, relation):
        assert (told.status, told.body["code"]) == (409, "action_not_allowed")
        assert edge.action not in told.body["allowed"]
    else:
        assert (told.status, told.body["code"]) == (404, "petition_not_found")


@pytest.mark.parametrize(("edge", "role", "relation"), [each for each in ACTIONS if each[0].status in (Status.ASSIGNED, Status.ON_HOLD)])
def test_only_open_actions_are_shown(world: FakePorts, edge: Edge, role: Role, relation: Relation) -> None:
    petition = petition_in(world, edge.status, edge.action, assisted=relation is Relation.ASSISTING)
    told = sent("GET", "/api/desk/petitions/{number}", Knock(parts={"number": petition.number}), role, relation)
    shown = {each["action"] for each in told.body.get("actions", [])}
    assert (edge.action in shown) == ((role, relation) in edge.who and holds(petition, edge.action, world.clock.now()))


PETITION_ROUTES = [(each.method, each.path) for each in ROUTES if "{number}" in each.path]
BLIND = [
    (role, relation) for role in STAFF_ROLES for relation in relations(About.PETITION, role) if not _sees(role, relation)
]


@pytest.mark.parametrize(("role", "relation"), BLIND)
@pytest.mark.parametrize(("method", "path"), PETITION_ROUTES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_foreign_petition_answers_as_one_that_does_not_exist(
    world: FakePorts, method: str, path: str, role: Role, relation: Relation, language: str
) -> None:
    foreign = petition_in(world, Status.HANDLING, assisted=relation is Relation.ASSISTING)
    nobodys = receipt_number.make("0" * 13)
    assert world.petitions.get(nobodys) is None
    answers = []
    for number in (foreign.number, nobodys):
        body = KNOCKS[method, path](world, False, relation).body  # noqa: FBT003 (as all knocks are made)
        parts = {"number": number} | ({"message": "1"} if "{message}" in path else {})
        told = sent(method, path, Knock(body, {"lang": language}, parts), role, relation)
        answers.append((told.status, told.words.encode(), told.headers, told.lines))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize("index", ["unit", "street", "district", "assist", "decide", "unhappy", "clear", "photos"])
@pytest.mark.parametrize(("role", "relation"), list(itertools.product(STAFF_ROLES, relations(About.UNIT, Role.OFFICER))))
def test_a_queue_by_any_index_is_listed_by_the_same_right(
    world: FakePorts, index: str, role: Role, relation: Relation
) -> None:
    told = sent("GET", "/api/desk/petitions", Knock(query={index: "C-elm"}), role, relation)
    assert told.status == (200 if (role, relation) in rule_of(Right.LIST_QUEUE).who else 403)


def test_a_queue_without_a_unit_is_that_of_the_first_role_that_has_one(world: FakePorts) -> None:
    petition_in(world, Status.HANDLING)
    who = {"principalId": "w", "name": "W", "roles": '[["admin", "D"], ["officer", "C-elm"]]'}
    told = ask(app, "GET", "/api/desk/petitions", None, headers_of(Knock()), who)
    assert (told.status, len(told.body["items"])) == (200, 1)
    nobody = {"principalId": "w", "name": "W", "roles": "[]"}
    assert ask(app, "GET", "/api/desk/petitions", None, headers_of(Knock()), nobody).status == 403


def test_a_row_with_a_cell_left_out_is_refused() -> None:
    cells = {"citizen": "+-", "grid_worker": "+++--", "officer": "+++--", "dispatcher": "+++--", "supervisor": "+++--"}
    for admin in ("----", "------", "---- ", "--?--"):
        with pytest.raises(ValueError):
            rights._row(Right.SEE_PETITION, About.PETITION, "", admin=admin, **cells)


def test_who_has_no_role_is_managed_from_the_root_alone(world: FakePorts) -> None:
    from tests.fakes.district import staff

    organisation = world.districts.current().organisation
    assert rights.may_manage(staff(Role.ADMIN, "Y"), (), organisation)
    assert not rights.may_manage(staff(Role.ADMIN, "D"), (), organisation)


def test_the_written_rights_are_fresh() -> None:
    assert FILE.read_text("utf-8") == document(), "run python -m infra.rights"
