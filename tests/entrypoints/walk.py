"""The world in which every route is walked: one petition, people at every distance from it, and what each route needs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

from chalice.app import Chalice
from chalicelib import wiring
from chalicelib.domain import totp
from chalicelib.domain.actors import HeldRole, Relation, Role
from chalicelib.domain.figures import BulletinRecord
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import (
    Answer,
    Assist,
    Extension,
    Hold,
    Petition,
    Rating,
    Ringing,
    RingWhy,
    Status,
)
from chalicelib.domain.ports import Export, Person
from chalicelib.domain.rights import Right
from chalicelib.entrypoints.http import ORIGIN_KEY
from chalicelib.entrypoints.openapi import PAGES, ROUTES
from chalicelib.journey import enrol, follow, links, near, on_phone, photos, prove, subscribe, vouched
from chalicelib.journey.clear import Decision, decide
from chalicelib.journey.people import version_of

from tests.entrypoints.gateway import OURS
from tests.fakes import FakePorts, ports
from tests.fakes.district import DISTRICT, ELM, GRID, HILL, OAK, PIER, staff
from tests.fakes.petitions import stored
from tests.fakes.small import CodeIsLogin
from tests.fakes.two_districts import CITY, PORT, make_two
from tests.journey.steps import PHONE, deliver, report
from tests.sms.sns_signer import signed_by_sns

# The owner is the Elm community; the Pier community assists where the relation asks for it.
SEATS = {
    Relation.OWN: ELM, Relation.BELOW: HILL, Relation.ASSISTING: PIER, Relation.ABOVE: GRID, Relation.ELSEWHERE: OAK,
}  # fmt: skip
# What is asked of a whole district is asked of the small one, under a city and beside another.
DISTRICT_SEATS = {
    Relation.OWN: DISTRICT, Relation.BELOW: CITY, Relation.ABOVE: ELM, Relation.ELSEWHERE: PORT,
}  # fmt: skip
OF_DISTRICT = ("/api/desk/organisation", "/api/desk/rules", "/api/desk/bulletins")
HEADERS = OURS | {ORIGIN_KEY: "front", "idempotency-key": "k" * 20, "nuannan-device": "d" * 30}
FORGED = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
SOMEBODY, NEWCOMER, CHIEF = "somebody", "newcomer", "chief"
SECRET, PASSWORD = b"12345678901234567890", "long enough for all"


@dataclass
class Knock:
    """One request, ready to be sent."""

    body: object = None
    query: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None


def fresh_world() -> FakePorts:
    world = make_two(ports())
    world.issuer = CodeIsLogin()
    world.origin_key = b"front"  # type: ignore[attr-defined]
    world.settings = SimpleNamespace(stage="test", version="1")  # type: ignore[attr-defined]
    world.table_answers = lambda: True  # type: ignore[attr-defined]
    held = (HeldRole(Role.OFFICER, ELM),)
    sealed = world.staff_secrets.seal(SOMEBODY, SECRET)
    world.people.add(Person(CHIEF, CHIEF, CHIEF, (HeldRole(Role.DISPATCHER, DISTRICT),), "", disabled=False, session_epoch=0))
    for login in (SOMEBODY, NEWCOMER):
        world.people.add(Person(login, login, login, held, f"hash:{PASSWORD}", disabled=False, session_epoch=0, sealed_totp=sealed))
    return world


def authorizer(role: Role, relation: Relation, path: str = "") -> dict[str, str]:
    """What the session's authorizer would say of somebody with one role."""
    seats = DISTRICT_SEATS if path.startswith(OF_DISTRICT) else SEATS
    return {"principalId": "walker", "name": "Walker", "roles": json.dumps([[role, seats[relation]]])}


def petition_in(world: FakePorts, status: Status, action: Action | None = None, *, assisted: bool = False) -> Petition:
    """A petition of the Elm community in a status, such that nothing but a right can forbid the action."""
    held = world.petitions.get(report(world).number)
    now, current = world.clock.now(), held.rounds[-1]
    changes: dict[str, object] = {}
    if action in (Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION):
        changes["extension"] = Extension(1, now, "x")
    if action in (Action.GRANT_HOLD, Action.REFUSE_HOLD) or status is Status.ON_HOLD:
        granted = {"granted": True, "days_left": 2} if status is Status.ON_HOLD else {}
        changes["holds"] = (Hold(now + timedelta(days=9), now, "x", **granted),)
    if action is Action.SETTLE:
        changes |= {"number": 3, "answers": (Answer(Rating.NOT_RESOLVED, now, "link"),)}
    if status is Status.CLOSED:
        changes |= {"closed_at": now, "asked_at": now}
    if action is Action.NOT_REACHED:
        changes["ringing"] = Ringing(RingWhy.FAILED, now)
    current = replace(current, **changes)  # type: ignore[arg-type]
    helps = assisted or action in (Action.ACCEPT_ASSIST, Action.FINISH_ASSIST, Action.RELEASE_ASSIST)
    helper = Assist(PIER, now, 1, accepted_at=now if action is Action.FINISH_ASSIST else None)
    over = now if status in (Status.SETTLED, Status.REJECTED, Status.MERGED, Status.WITHDRAWN) else None
    made = replace(
        held, status=status, owner=ELM, rounds=(current,), assists=(helper,) if helps else (), settled_at=over
    )
    if action is Action.RESCHEDULE:
        made = made.with_round(calendar_missing=True, closing_due=None)
    if status is Status.MERGED:
        made = replace(made, lead=petition_in(world, Status.CLOSED).number)
    world.memory.petitions[made.number] = stored(made)
    return made


def details_of(world: FakePorts, action: Action) -> dict[str, object]:
    """Everything that the action's deed could ask for."""
    review = (world.clock.now() + timedelta(days=9)).date().isoformat()
    lead = petition_in(world, Status.HANDLING).number if action is Action.MERGE else ""
    reason = "private_dispute" if action is Action.REJECT else "because"
    unit = PIER if action is Action.RELEASE_ASSIST else OAK
    return {
        "note": "done", "unit": unit, "reason": reason, "days": 1, "plan": "plan", "review_date": review, "lead": lead,
    }  # fmt: skip


def _visit(world: FakePorts, status: Status, own: bool, action: Action | None = None) -> dict[str, str]:
    number = petition_in(world, status, action).number
    return {"__Host-petition": links.visit_cookie(world, number, links.DEVICE) if own else FORGED}


Ask = Callable[[FakePorts, bool, Relation], Knock]


def _plain(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock()


def _callback(world: FakePorts, own: bool, relation: Relation) -> Knock:
    parts = {"carrier": "aliyun", "key": wiring.callback_mark(world.secrets, "aliyun", "1")}
    return Knock([{"biz_id": "1", "success": True, "err_code": "DELIVERED"}], parts=parts)


def _notification(world: FakePorts, own: bool, relation: Relation) -> Knock:
    now = world.clock.now().replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    told = {"eventType": "TEXT_DELIVERED", "eventTimestamp": 1, "messageId": "1"}
    return Knock(signed_by_sns(json.dumps(told), now))


def _of_visit(status: Status, action: Action | None, body: dict[str, object] | None) -> Ask:
    return lambda world, own, _: Knock(body, cookies=_visit(world, status, own, action))


def _of_page(status: Status, action: Action | None, fields: dict[str, str]) -> Ask:
    def made(world: FakePorts, own: bool, relation: Relation) -> Knock:
        cookies = _visit(world, status, own, action)
        csrf = world.secrets.digest("csrf", cookies["__Host-petition"])
        return Knock(cookies=cookies, form={**fields, "csrf": csrf})

    return made


def _submission(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock({"text": "The lamp is dark.", "consent": True, "category": "01", "community": ELM})


def _report_page(world: FakePorts, own: bool, relation: Relation) -> Knock:
    csrf = world.secrets.digest("csrf", "d" * 30)
    fields = {"text": "The lamp is dark.", "consent": "yes", "category": "01", "community": ELM, "key": "k" * 20, "step": "send"}
    return Knock(cookies={"__Host-device": "d" * 30}, form={**fields, "csrf": csrf})


def _own_photo(world: FakePorts, own: bool, relation: Relation) -> Knock:
    token = photos.token(world, petition_in(world, Status.HANDLING).number)
    return Knock({"token": token, "id": "photo-0001", "type": "image/jpeg"})


def _photo(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return replace(_petition(world, own, relation), body={"id": "photo-0001", "type": "image/jpeg"})


def _me_too(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock({"token": near.token(world, petition_in(world, Status.HANDLING).number)})


def _me_too_page(world: FakePorts, own: bool, relation: Relation) -> Knock:
    token = near.token(world, petition_in(world, Status.HANDLING).number)
    return Knock(cookies={"__Host-device": "d" * 30}, form={"token": token, "csrf": world.secrets.digest("csrf", "d" * 30)})


def _link(world: FakePorts, own: bool, relation: Relation) -> Knock:
    number = petition_in(world, Status.ASSIGNED).number
    return Knock(parts={"token": links.link_token(world, number, "12345678") if own else FORGED})


def _code(world: FakePorts) -> tuple[str, str]:
    """The token of a browser that asked for a code, and the code that was sent."""
    petition_in(world, Status.ASSIGNED)
    token = prove.ask(world, PHONE, "192.0.2.1", "en")
    deliver(world)
    return token, prove.code_of(world, world.secrets.digest("challenge", token))


def _typed(world: FakePorts, own: bool, relation: Relation) -> Knock:
    token, code = _code(world)
    return Knock({"code": code}, cookies={"__Host-code": token})


def _typed_page(world: FakePorts, own: bool, relation: Relation) -> Knock:
    token, code = _code(world)
    cookies = {"__Host-code": token, "__Host-device": "d" * 30}
    return Knock(cookies=cookies, form={"code": code, "csrf": world.secrets.digest("csrf", "d" * 30)})


def _asking_page(world: FakePorts, own: bool, relation: Relation) -> Knock:
    csrf = world.secrets.digest("csrf", "d" * 30)
    return Knock(cookies={"__Host-device": "d" * 30}, form={"phone": PHONE, "csrf": csrf})


def _proved(world: FakePorts, own: bool) -> dict[str, str]:
    token, code = _code(world)
    mark = prove.verify(world, token, code, "192.0.2.1")
    return {"__Host-proved": mark if own else FORGED, "__Host-device": "d" * 30}


def _mine(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock(cookies=_proved(world, own))


def _one_of_mine(world: FakePorts, own: bool, relation: Relation) -> Knock:
    cookies = _proved(world, own)
    return Knock({"number": next(iter(world.memory.petitions))}, cookies=cookies)


def _one_of_mine_page(world: FakePorts, own: bool, relation: Relation) -> Knock:
    knock = _one_of_mine(world, own, relation)
    csrf = world.secrets.digest("csrf", "d" * 30)
    return Knock(cookies=knock.cookies, form={"number": knock.body["number"], "csrf": csrf})


def _public_number(world: FakePorts) -> str:
    return _public(world, True, Relation.OWN).parts["number"]  # noqa: FBT003 (as all knocks are made)


def _follow_form(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock(query={"number": _public_number(world)})


def _follow_asking(world: FakePorts, own: bool, relation: Relation) -> Knock:
    fields = {"number": _public_number(world), "phone": "13900139002", "csrf": world.secrets.digest("csrf", "d" * 30)}
    return Knock(cookies={"__Host-device": "d" * 30}, form=fields)


def _follow_code(world: FakePorts) -> tuple[str, str]:
    """The token of a browser that wants to follow, and the code that was sent."""
    token = subscribe.ask(world, _public_number(world), PHONE, "192.0.2.1", "en")
    deliver(world)
    return token, prove.code_of(world, world.secrets.digest("challenge", token))


def _follow_typed(world: FakePorts, own: bool, relation: Relation) -> Knock:
    token, code = _follow_code(world)
    cookies = {"__Host-follow-code": token, "__Host-device": "d" * 30}
    return Knock(cookies=cookies, form={"code": code, "csrf": world.secrets.digest("csrf", "d" * 30)})


def _stopping(world: FakePorts, own: bool, relation: Relation) -> Knock:
    token, code = _follow_code(world)
    number = subscribe.confirm(world, token, code, "192.0.2.1")
    return Knock({"number": number}, cookies=_proved(world, True))  # noqa: FBT003 (as all knocks are made)


def _stopping_page(world: FakePorts, own: bool, relation: Relation) -> Knock:
    knock = _stopping(world, own, relation)
    return Knock(cookies=knock.cookies, form={"number": knock.body["number"], "csrf": world.secrets.digest("csrf", "d" * 30)})


def _unfollowing(world: FakePorts, own: bool, relation: Relation) -> Knock:
    number = petition_in(world, Status.HANDLING).number
    held = follow.follow_cookie(world, "", number)
    return Knock(cookies={"__Host-follow": held}, form={"feed": follow.feed_token(world, number), "csrf": world.secrets.digest("csrf", held)})


def _on_phone(world: FakePorts, own: bool, relation: Relation) -> Knock:
    kept = on_phone.keep(world, "", petition_in(world, Status.HANDLING).number)
    return Knock(cookies={"__Host-mine": kept}, form={"csrf": world.secrets.digest("csrf", kept)})


def _one_on_phone(world: FakePorts, own: bool, relation: Relation) -> Knock:
    knock = _on_phone(world, own, relation)
    number = next(reversed(world.memory.petitions)) if own else petition_in(world, Status.HANDLING).number
    return replace(knock, form={**(knock.form or {}), "number": number})


def _sign_in(world: FakePorts, own: bool, relation: Relation) -> Knock:
    code = totp.code(SECRET, totp.step_of(world.clock.now()))
    return Knock({"login": SOMEBODY, "password": PASSWORD, "code": code})


def _vouched(world: FakePorts, own: bool, relation: Relation) -> Knock:
    """An answer of the issuer to this very browser: the fake vouches for whomever the code names."""
    begun = vouched.begin(world, "192.0.2.1")
    state = begun.address.rpartition("state=")[2]
    return Knock(query={"code": SOMEBODY, "state": state}, cookies={"__Host-issuer-visit": begun.mark})


def _enrolment(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock({"token": enrol.invite(world, NEWCOMER, "x")})


def _confirmation(world: FakePorts, own: bool, relation: Relation) -> Knock:
    token = enrol.invite(world, NEWCOMER, "x")
    begun = enrol.begin(world, token, "192.0.2.1")
    code = totp.code(totp.read(begun.secret), totp.step_of(world.clock.now()))
    return Knock({"token": token, "ticket": begun.ticket, "password": PASSWORD, "code": code})


def _person(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock(parts={"login": SOMEBODY})


def _seen_person(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock({"version": version_of(world.people.persons[SOMEBODY])}, parts={"login": SOMEBODY})


def _changed_person(world: FakePorts, own: bool, relation: Relation) -> Knock:
    said = {"name_zh": "新", "name_en": "New", "roles": [{"role": "grid_worker", "unit": ELM}]}
    return Knock(_seen_person(world, own, relation).body | said, parts={"login": SOMEBODY})


def _new_person(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock({"login": "fresh", "name_zh": "新", "name_en": "New", "roles": [{"role": "officer", "unit": ELM}]})


def _unit(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock(query={"unit": ELM})


def _petition(world: FakePorts, own: bool, relation: Relation) -> Knock:
    held = petition_in(world, Status.HANDLING, assisted=relation is Relation.ASSISTING)
    return Knock(parts={"number": held.number})


def _told(world: FakePorts, own: bool, relation: Relation) -> Knock:
    held = petition_in(world, Status.CLOSED, assisted=relation is Relation.ASSISTING)
    return Knock({"version": held.version, "digit": 1}, parts={"number": held.number})


def _message(state: MessageState, body: dict[str, object] | None) -> Ask:
    """A request about the acknowledgement of a petition, which stands in that state."""

    def made(world: FakePorts, own: bool, relation: Relation) -> Knock:
        held = petition_in(world, Status.HANDLING, assisted=relation is Relation.ASSISTING)
        sent = next(each for each in world.outbox.messages_of(held.phone_key) if each.number == held.number)
        world.memory.write_message(replace(sent, state=state, ended_at=world.clock.now()))
        return Knock(body, parts={"number": held.number, "message": sent.id})

    return made


def _action(world: FakePorts, own: bool, relation: Relation) -> Knock:
    """One that neither a citizen nor an owner can take, so that the answer of who sees is never a success."""
    held = petition_in(world, Status.HANDLING, assisted=relation is Relation.ASSISTING)
    return Knock({"action": "lapse", "version": held.version}, parts={"number": held.number})


def _export(world: FakePorts, own: bool, relation: Relation) -> Knock:
    """A file of the walker's own that is ready."""
    made = Export("e1", "walker", DISTRICT, ELM, "", "", "csv", "zh", world.clock.now(), state="ready", rows=1)
    world.exports.finish(made)
    return Knock(parts={"export": made.id})


def _note(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return replace(_petition(world, own, relation), body={"text": "Ask the caretaker."})


def _phrases(world: FakePorts, own: bool, relation: Relation) -> Knock:
    row = {"name": "lamp", "category": "01", "text_zh": "{place}的灯亮了", "text_en": ""}
    body = {"district": DISTRICT, "version": world.configurations.get(DISTRICT).version, "rows": [row]}
    return Knock(body, parts={"document": "phrases"})


def _clearing(world: FakePorts, own: bool, relation: Relation) -> Knock:
    held = petition_in(world, Status.HANDLING, assisted=relation is Relation.ASSISTING)
    return Knock({"decision": "publish", "version": held.version, "words": "The lamp is dark."}, parts={"number": held.number})


def _followed(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock(parts={"token": follow.feed_token(world, report(world).number)})


def _erasing(world: FakePorts, own: bool, relation: Relation) -> Knock:
    held = petition_in(world, Status.HANDLING, assisted=relation is Relation.ASSISTING)
    return Knock({"version": held.version}, parts={"number": held.number})


def _bulletins(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock(query={"unit": DISTRICT})


def _draft(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock({"unit": DISTRICT, "period": "2025-09", "version": 0, "remarks": "Well done."})


def _issued(world: FakePorts, own: bool, relation: Relation) -> Knock:
    world.bulletins.record(BulletinRecord(DISTRICT, "2025-08", 1, 1, world.clock.now(), "digest"))
    return Knock(query={"unit": DISTRICT, "period": "2025-08"})


def _revision(world: FakePorts, own: bool, relation: Relation) -> Knock:
    world.bulletins.record(BulletinRecord(DISTRICT, "2025-08", 1, 1, world.clock.now(), "digest"))
    return Knock({"unit": DISTRICT, "period": "2025-08", "why": "A late answer."})


def _public(world: FakePorts, own: bool, relation: Relation) -> Knock:
    held = petition_in(world, Status.HANDLING)
    decide(world, Decision(held.number, held.version, "publish", "The lamp is dark."), staff(Role.DISPATCHER, DISTRICT), "k" * 20)
    return Knock(parts={"number": held.number})


def _proxy(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock({"text": "The lamp is dark.", "consent": True, "category": "01", "community": ELM, "phone": "13800138001"})


def _documents(world: FakePorts, own: bool, relation: Relation) -> Knock:
    return Knock(query={"district": DISTRICT})


def _changed(said: dict[str, object]) -> Ask:
    def made(world: FakePorts, own: bool, relation: Relation) -> Knock:
        return Knock({"district": DISTRICT, "version": world.configurations.get(DISTRICT).version, **said})

    return made


def _settings(world: FakePorts, own: bool, relation: Relation) -> Knock:
    held = world.configurations.get(DISTRICT)
    return Knock({"district": DISTRICT, "version": held.version, "settings": dict(held.documents["settings"][0])})


RENAMED = {"code": DISTRICT, "parent": CITY, "level": "district", "name_zh": "新区", "name_en": "New District"}
COVER = {"absent": CHIEF, "covering": SOMEBODY, "from": "2025-10-01", "to": "2025-10-08"}
ORGANISATION = "/api/desk/organisation"
PETITION, PERSON = "/api/desk/petitions/{number}", "/api/desk/people/{login}"
REASON: dict[str, object] = {"reason": "because"}
WORDS = {"reason": "because"}
KNOCKS: dict[tuple[str, str], Ask] = {
    ("GET", "/health"): _plain,
    ("POST", "/callbacks/{carrier}/{key}"): _callback,
    ("POST", "/callbacks/sns"): _notification,
    ("GET", "/openapi.json"): _plain,
    ("GET", "/api/form"): _plain,
    ("GET", "/api/form/words"): _plain,
    ("GET", "/api/form/map"): _plain,
    ("POST", "/api/checks"): _submission,
    ("POST", "/api/me-too"): _me_too,
    ("POST", "/api/photos"): _own_photo,
    ("POST", f"{PETITION}/photos"): _photo,
    ("POST", "/p/photo"): _of_page(Status.HANDLING, None, {}),
    ("POST", "/api/words"): _of_visit(Status.HANDLING, None, {"words": "Still dark."}),
    ("GET", "/p/words"): _of_visit(Status.HANDLING, None, None),
    ("POST", "/p/words"): _of_page(Status.HANDLING, None, {"words": "Still dark."}),
    ("POST", "/api/petitions"): _submission,
    ("GET", "/api/status"): _of_visit(Status.ASSIGNED, None, None),
    ("POST", "/api/ratings"): _of_visit(Status.CLOSED, None, {"digit": 1}),
    ("POST", "/api/withdrawals"): _of_visit(Status.ASSIGNED, None, REASON),
    ("POST", "/api/erasures"): _of_visit(Status.SETTLED, None, {"confirmed": True}),
    ("POST", "/api/appeals"): _of_visit(Status.REJECTED, None, REASON),
    ("POST", "/api/reopenings"): _of_visit(Status.MERGED, None, REASON),
    ("POST", "/api/codes"): lambda *_: Knock({"phone": PHONE}),
    ("POST", "/api/codes/verification"): _typed,
    ("GET", "/api/mine"): _mine,
    ("POST", "/api/mine/stops"): _stopping,
    ("POST", "/api/mine/visits"): _one_of_mine,
    ("GET", "/p/my"): _plain,
    ("POST", "/p/my/code"): _asking_page,
    ("POST", "/p/my/verification"): _typed_page,
    ("POST", "/p/my/petition"): _one_of_mine_page,
    ("POST", "/p/my/stop"): _stopping_page,
    ("GET", "/p/follow"): _follow_form,
    ("POST", "/p/follow/code"): _follow_asking,
    ("POST", "/p/follow/verification"): _follow_typed,
    ("GET", "/p/phone"): _plain,
    ("POST", "/p/phone/petition"): _one_on_phone,
    ("POST", "/p/phone/forget"): _on_phone,
    ("POST", "/api/desk/session"): _sign_in,
    ("GET", "/api/desk/ways"): _plain,
    ("GET", "/api/desk/issuer"): _plain,
    ("GET", "/api/desk/issuer/answer"): _vouched,
    ("DELETE", "/api/desk/session"): _plain,
    ("GET", "/api/desk/sessions"): _plain,
    ("DELETE", "/api/desk/sessions"): _plain,
    ("POST", "/api/desk/enrolment"): _enrolment,
    ("POST", "/api/desk/enrolment/confirmation"): _confirmation,
    ("GET", PERSON): _person,
    ("POST", f"{PERSON}/invitation"): _person,
    ("POST", f"{PERSON}/disabling"): _seen_person,
    ("POST", f"{PERSON}/enabling"): _seen_person,
    ("PUT", PERSON): _changed_person,
    ("GET", "/api/desk/people"): _unit,
    ("POST", "/api/desk/people"): _new_person,
    ("GET", "/api/desk/me"): _plain,
    ("GET", "/api/desk/units"): _plain,
    ("GET", "/api/desk/bulletins"): _bulletins,
    ("GET", "/api/desk/bulletins/issued"): _issued,
    ("GET", "/api/desk/bulletins/preview"): lambda *_: Knock(query={"unit": DISTRICT, "period": "2025-08"}),
    ("PUT", "/api/desk/bulletins/draft"): _draft,
    ("POST", "/api/desk/bulletins/revision"): _revision,
    ("GET", "/api/desk/today"): _plain,
    ("POST", f"{PETITION}/contact"): _petition,
    ("GET", "/api/desk/reveals"): _unit,
    ("GET", "/api/desk/calls"): _unit,
    ("POST", f"{PETITION}/calls"): _told,
    ("GET", f"{PETITION}/messages"): _petition,
    ("POST", f"{PETITION}/messages/{{message}}/resending"): _message(MessageState.FAILED, None),
    ("POST", f"{PETITION}/messages/{{message}}/decision"): _message(MessageState.UNDECIDED, {"decision": "drop"}),
    ("GET", "/api/desk/messages/undecided"): _unit,
    ("GET", "/api/desk/messages/figures"): _unit,
    ("POST", "/api/desk/search"): lambda *_: Knock({"phone": "13800138001"}),
    ("POST", "/api/desk/find"): lambda *_: Knock({"words": "lamp"}),
    ("GET", "/api/desk/exports"): _plain,
    ("POST", "/api/desk/exports"): lambda *_: Knock({"unit": ELM}),
    ("POST", "/api/desk/exports/{export}/address"): _export,
    ("GET", "/api/desk/exports/steps"): _unit,
    ("GET", "/api/desk/board"): _unit,
    ("GET", "/api/desk/board/today"): _unit,
    ("GET", "/api/desk/board/now"): _unit,
    ("GET", "/api/desk/board/trend"): _unit,
    ("GET", "/api/desk/board/returns"): _unit,
    ("GET", "/api/desk/petitions"): _unit,
    ("POST", "/api/desk/petitions"): _proxy,
    ("GET", ORGANISATION): _documents,
    ("GET", f"{ORGANISATION}/history"): _documents,
    ("PUT", f"{ORGANISATION}/units"): _changed({"rows": [RENAMED]}),
    ("PUT", f"{ORGANISATION}/rota"): _changed({"rows": [COVER]}),
    ("PUT", f"{ORGANISATION}/settings"): _settings,
    ("PUT", f"{ORGANISATION}/rules"): _changed({"rows": []}),
    ("POST", "/api/desk/rules/trial"): lambda *_: Knock({"district": DISTRICT, "rows": []}),
    ("GET", PETITION): _petition,
    ("POST", f"{PETITION}/notes"): _note,
    ("GET", f"{ORGANISATION}/documents/{{document}}"): lambda *_: Knock(query={"district": DISTRICT}, parts={"document": "phrases"}),
    ("PUT", f"{ORGANISATION}/documents/{{document}}"): _phrases,
    ("GET", f"{PETITION}/placement"): _petition,
    ("GET", f"{PETITION}/publication"): _petition,
    ("POST", f"{PETITION}/publication"): _clearing,
    ("POST", f"{PETITION}/erasure"): _erasing,
    ("GET", f"{PETITION}/deadlines"): _petition,
    ("GET", "/api/desk/notices"): _unit,
    ("POST", f"{PETITION}/actions"): _action,
    ("GET", "/public/petitions"): _plain,
    ("GET", "/public/petitions/{number}"): _public,
    ("GET", "/public/petitions/{number}/feed"): _public,
    ("GET", "/public/followed/{token}"): _followed,
    ("GET", "/public/petitions.csv"): _plain,
    ("GET", "/public/petitions.geojson"): _plain,
    ("GET", "/public/figures"): _plain,
    ("GET", "/public/data"): _plain,
    ("GET", "/public/feed"): _plain,
    ("GET", "/public/lately.json"): _plain,
    ("GET", "/sitemap.xml"): _plain,
    ("GET", "/robots.txt"): _plain,
    ("GET", "/p/report"): _plain,
    ("POST", "/p/report"): _report_page,
    ("POST", "/p/me-too"): _me_too_page,
    ("GET", "/p/following"): _plain,
    ("POST", "/p/following/stop"): _unfollowing,
    ("GET", "/p/receipt"): _of_visit(Status.ASSIGNED, None, None),
    ("GET", "/p/status"): _of_visit(Status.ASSIGNED, None, None),
    ("GET", "/p/rate"): _of_visit(Status.CLOSED, None, None),
    ("POST", "/p/rate"): _of_page(Status.CLOSED, None, {"digit": "1"}),
    ("POST", "/p/withdraw"): _of_page(Status.ASSIGNED, None, WORDS),
    ("GET", "/p/erase"): _of_visit(Status.SETTLED, None, None),
    ("POST", "/p/erase"): _of_page(Status.SETTLED, None, {}),
    ("POST", "/p/appeal"): _of_page(Status.REJECTED, None, WORDS),
    ("POST", "/p/reopen"): _of_page(Status.MERGED, None, WORDS),
    ("GET", "/s/{token}"): _link,
    ("HEAD", "/s/{token}"): _link,
}


def rights_of(app: Chalice) -> dict[tuple[str, str], Right | Action]:
    """By method and path, the right that each route of the app asks for."""
    return {(each.method, each.path): each.right for each in ROUTES} | {
        (method, path): right for path, right in PAGES.items() for method in app.routes[path]
    }


def headers_of(knock: Knock) -> dict[str, str]:
    """The headers of a request from our own page."""
    jar = "; ".join(f"{name}={value}" for name, value in knock.cookies.items())
    kind = "application/x-www-form-urlencoded" if knock.form is not None else "application/json"
    return HEADERS | ({"cookie": jar} if jar else {}) | {"content-type": kind}


def body_of(knock: Knock) -> object:
    """The body as it is sent."""
    return urlencode(knock.form) if knock.form is not None else knock.body
