"""Signing in: the same refusal whatever is wrong, and over at once when a person is disabled."""

from dataclasses import replace

import pytest
from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.errors import SignInRefused, TooManyRequests
from chalicelib.domain.ports import Person
from chalicelib.journey.sign_in import recognise, sign_in, sign_out

from tests.fakes.district import ELM

WANG = Person("wang", "王", "Wang", (HeldRole(Role.OFFICER, ELM),), "hash:right", disabled=False, session_epoch=3)


@pytest.fixture
def staffed(world):
    world.people.add(WANG)
    return world


def test_person_is_recognised_when_signed_in(staffed) -> None:
    opened = sign_in(staffed, "wang", "right", "192.0.2.1")
    found = recognise(staffed, opened.token)
    assert (found.login, found.name, found.roles) == ("wang", "王", WANG.roles)
    assert opened.token not in repr(staffed.people.sessions)


@pytest.mark.parametrize(("login", "password"), [("wang", "wrong"), ("li", "right"), ("", ""), ("wang", "")])
def test_refusal_is_the_same_when_login_or_password_is_wrong(staffed, login, password) -> None:
    with pytest.raises(SignInRefused) as refused:
        sign_in(staffed, login, password, "192.0.2.1")
    assert (str(refused.value), refused.value.details) == ("sign_in_refused", {})
    assert staffed.people.sessions == {}


def test_password_is_checked_too_when_nobody_has_the_login(staffed) -> None:
    checked = []
    staffed.passwords.matches = lambda held, given: bool(checked.append((held, given)))
    with pytest.raises(SignInRefused):
        sign_in(staffed, "li", "x", "192.0.2.1")
    assert checked[0][0].startswith("$argon2id$")


def test_disabled_person_is_out_at_once_when_signed_in_before(staffed) -> None:
    token = sign_in(staffed, "wang", "right", "192.0.2.1").token
    staffed.people.add(replace(WANG, disabled=True))
    assert recognise(staffed, token) is None
    with pytest.raises(SignInRefused):
        sign_in(staffed, "wang", "right", "192.0.2.1")


def test_older_sessions_are_over_when_the_password_was_changed(staffed) -> None:
    token = sign_in(staffed, "wang", "right", "192.0.2.1").token
    staffed.people.add(replace(WANG, session_epoch=4))
    assert recognise(staffed, token) is None


def test_session_is_over_when_twelve_hours_have_passed(staffed) -> None:
    token = sign_in(staffed, "wang", "right", "192.0.2.1").token
    staffed.clock.move(hours=11, minutes=59)
    assert recognise(staffed, token)
    staffed.clock.move(minutes=1)
    assert recognise(staffed, token) is None


def test_session_is_over_when_signed_out(staffed) -> None:
    one, two = (sign_in(staffed, "wang", "right", "192.0.2.1").token for _ in range(2))
    sign_out(staffed, one)
    sign_out(staffed, "unknown")
    assert recognise(staffed, one) is None
    assert recognise(staffed, two)


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_nobody_is_recognised_when_the_token_is_none_of_ours(staffed, token) -> None:
    assert recognise(staffed, token) is None


def test_guessing_stops_when_one_login_was_tried_ten_times(staffed) -> None:
    for attempt in range(10):
        with pytest.raises(SignInRefused):
            sign_in(staffed, "wang", "wrong", f"192.0.2.{attempt}")
    with pytest.raises(TooManyRequests):
        sign_in(staffed, "wang", "right", "192.0.2.99")
    staffed.clock.move(minutes=15)
    assert sign_in(staffed, "wang", "right", "192.0.2.99")
