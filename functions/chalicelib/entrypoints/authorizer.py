"""Who holds a staff session. Asked for every request, never cached."""

from __future__ import annotations

import json
from http.cookies import CookieError, SimpleCookie

from chalice.app import AuthRequest, AuthResponse, Request

from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.errors import NotSignedIn
from chalicelib.journey import sign_in
from chalicelib.wiring import ports

SESSION = "__Host-session"


def decide(request: AuthRequest) -> AuthResponse:
    """All routes for a session that holds, none for any other."""
    try:
        jar = SimpleCookie(request.token)
    except CookieError:
        jar = SimpleCookie()
    staff = sign_in.recognise(ports(), jar[SESSION].value if SESSION in jar else None)
    if staff is None:
        return AuthResponse(routes=[], principal_id="nobody")
    roles = json.dumps([[held.role, held.unit] for held in staff.roles])
    return AuthResponse(routes=["*"], principal_id=staff.login, context={"name": staff.name, "roles": roles})


def staff_of(request: Request) -> Staff:
    """The person that the authorizer recognised. Raises: NotSignedIn."""
    known = request.context.get("authorizer") or {}
    if "roles" not in known:
        raise NotSignedIn
    roles = tuple(HeldRole(Role(role), unit) for role, unit in json.loads(known["roles"]))
    return Staff(str(known["principalId"]), str(known.get("name", "")), roles)
