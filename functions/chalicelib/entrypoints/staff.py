"""The JSON API of signing in: sessions, enrolment, and what an administrator does about other people's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.domain.errors import NuannanError
from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.authorizer import SESSION, staff_of
from chalicelib.entrypoints.http import (
    answer,
    check_ours,
    cookie,
    json_body,
    language_of,
    open_cursor,
    page_size,
    seal_cursor,
    set_cookie,
    source_of,
    view,
)
from chalicelib.journey import enrol, people, sign_in, staff, vouched
from chalicelib.observability import count
from chalicelib.wiring import ports

DEVICE = "__Host-staff-device"
MARK = "__Host-issuer-visit"


def staff_blueprint(authorizer: Any) -> Blueprint:
    """The routes of signing in; those that come before a session need none."""
    made = Blueprint(__name__)
    shown = view(lambda: made.current_request)
    for path, method, handler in (
        ("/api/desk/session", "POST", post_session),
        ("/api/desk/ways", "GET", get_ways),
        ("/api/desk/issuer", "GET", get_issuer),
        ("/api/desk/issuer/answer", "GET", get_issuer_answer),
        ("/api/desk/enrolment", "POST", post_enrolment),
        ("/api/desk/enrolment/confirmation", "POST", post_confirmation),
    ):
        made.route(path, methods=[method])(shown(handler))
    for path, method, handler in (
        ("/api/desk/session", "DELETE", delete_session),
        ("/api/desk/sessions", "GET", get_sessions),
        ("/api/desk/sessions", "DELETE", delete_sessions),
        ("/api/desk/people", "GET", get_people),
        ("/api/desk/people", "POST", post_person),
    ):
        made.route(path, methods=[method], authorizer=authorizer)(shown(handler))
    for path, method, named in (
        ("/api/desk/people/{login}", "GET", get_person),
        ("/api/desk/people/{login}/invitation", "POST", post_invitation),
        ("/api/desk/people/{login}", "PUT", put_person),
        ("/api/desk/people/{login}/disabling", "POST", post_disabling),
        ("/api/desk/people/{login}/enabling", "POST", post_enabling),
    ):
        made.route(path, methods=[method], authorizer=authorizer)(shown(named))
    return made


def post_session(request: Request) -> Response:
    """A session in a cookie, and a mark by which this device is known for the next time."""
    body = schemas.decode(schemas.SignIn, json_body(request))
    attempt = sign_in.Attempt(
        body.login, body.password, body.code, source_of(request), cookie(request, DEVICE) or ""
    )
    opened = sign_in.sign_in(ports(), attempt)
    held = [{"role": each.role, "unit": each.unit} for each in opened.roles]
    marked = set_cookie(DEVICE, opened.device, int(sign_in.DEVICE_LASTS.total_seconds()))
    signed_in = {"login": opened.login, "name": opened.name, "roles": held}
    return answer(signed_in, cookies=(set_cookie(SESSION, opened.token), marked))


def get_ways(_: Request) -> Response:
    """By which ways staff may sign in here."""
    return answer({"password": True, "issuer": ports().issuer is not None})


def get_issuer(request: Request) -> Response:
    """The browser, on its way to the issuer. Nothing is recorded: the mark that binds the answer is this browser's."""
    begun = vouched.begin(ports(), source_of(request))
    return _sent_on(begun.address, set_cookie(MARK, begun.mark, int(vouched.BEGUN_LASTS.total_seconds())))


def get_issuer_answer(request: Request) -> Response:
    """The browser, at the desk: signed in, or told that it is not.

    The one GET that records something, a session: the protocol's answer is a redirect. Without the cookie that this
    browser was given it does nothing, so that nobody can be signed in by a link.
    """
    query: Mapping[str, str] = request.query_params or {}
    brought = vouched.Vouched(
        query.get("code", ""), query.get("state", ""), cookie(request, MARK) or "", source_of(request)
    )
    over = set_cookie(MARK, "", 0)
    try:
        opened = vouched.finish(ports(), brought)
    except NuannanError as refused:
        count("Refused", code=refused.code)
        return _sent_on(f"/desk/#refused-{refused.code}", over)
    device = set_cookie(DEVICE, opened.device, int(sign_in.DEVICE_LASTS.total_seconds()))
    return _sent_on("/desk/", over, set_cookie(SESSION, opened.token), device)


def _sent_on(address: str, *cookies: str) -> Response:
    headers: dict[str, Any] = {"Location": address, "Cache-Control": "no-store", "Set-Cookie": list(cookies)}
    return Response("", headers, 303)


def delete_session(request: Request) -> Response:
    """The session, over."""
    check_ours(request)
    staff_of(request)
    sign_in.sign_out(ports(), cookie(request, SESSION) or "")
    return answer({}, cookies=(set_cookie(SESSION, "", 0),))


def get_sessions(request: Request) -> Response:
    """Where else this person is signed in."""
    held = sign_in.sessions(ports(), staff_of(request).login, cookie(request, SESSION) or "")
    return answer({"sessions": held})


def delete_sessions(request: Request) -> Response:
    """Every session of this person, over."""
    check_ours(request)
    sign_in.sign_out_everywhere(ports(), staff_of(request).login)
    return answer({}, cookies=(set_cookie(SESSION, "", 0),))


def post_enrolment(request: Request) -> Response:
    """A fresh second factor for who holds an invitation."""
    body = schemas.decode(schemas.EnrolmentIn, json_body(request))
    begun = enrol.begin(ports(), body.token, source_of(request))
    shown = {"login": begun.login, "name": begun.name, "secret": begun.secret, "uri": begun.uri}
    return answer(shown | {"qr": _qr(begun.uri), "ticket": begun.ticket})


def _qr(words: str) -> str:
    import segno

    return str(segno.make(words, error="m").svg_data_uri(scale=5, border=4, light="#fff"))


def post_confirmation(request: Request) -> Response:
    """Password and second factor, the person's own from now on."""
    body = schemas.decode(schemas.ConfirmationIn, json_body(request))
    sent = enrol.Confirmation(body.token, body.ticket, body.password, body.code)
    return answer({"login": enrol.confirm(ports(), sent, source_of(request))})


def get_people(request: Request) -> Response:
    """Of the next people those that are wanted, and where to go on."""
    query: Mapping[str, str] = request.query_params or {}
    wanted = people.Wanted(*(query.get(name, "") for name in ("unit", "words", "role", "state")))
    cursor = open_cursor(ports().secrets, query.get("cursor"))
    items, following = people.listed(ports(), staff_of(request), wanted, page_size(query), cursor, language_of(request))
    return answer({"items": items, "cursor": seal_cursor(ports().secrets, following)})


def post_person(request: Request) -> Response:
    """Somebody new, with an invitation to enrol."""
    check_ours(request)
    body = schemas.decode(schemas.NewPersonIn, json_body(request))
    token = people.take_on(ports(), staff_of(request), body.login, _said(body))
    return answer(_invitation(token), 201)


def put_person(request: Request, login: str) -> Response:
    """Names and roles, changed."""
    check_ours(request)
    body = schemas.decode(schemas.PersonIn, json_body(request))
    people.change(ports(), staff_of(request), login, body.version, _said(body))
    return answer({})


def _said(body: schemas.NewPersonIn | schemas.PersonIn) -> people.Said:
    return people.Said(body.name_zh, body.name_en, [{"role": each.role, "unit": each.unit} for each in body.roles])


def get_person(request: Request, login: str) -> Response:
    """One of the staff, for an administrator."""
    return answer(staff.person(ports(), staff_of(request), login, language_of(request)))


def post_invitation(request: Request, login: str) -> Response:
    """An invitation to enrol anew."""
    check_ours(request)
    token = staff.invite(ports(), staff_of(request), login)
    return answer(_invitation(token))


def _invitation(token: str) -> dict[str, object]:
    hours = int(enrol.INVITATION_LASTS.total_seconds()) // 3600
    return {"token": token, "path": f"/desk/enrol/#{token}", "hours": hours}


def post_disabling(request: Request, login: str) -> Response:
    """The person, out at once."""
    check_ours(request)
    body = schemas.decode(schemas.PersonSeenIn, json_body(request))
    people.disable(ports(), staff_of(request), login, body.version)
    return answer({})


def post_enabling(request: Request, login: str) -> Response:
    """The person, let in again."""
    check_ours(request)
    body = schemas.decode(schemas.PersonSeenIn, json_body(request))
    people.enable(ports(), staff_of(request), login, body.version)
    return answer({})
