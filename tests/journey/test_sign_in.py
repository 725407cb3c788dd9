"""Signing in: the same refusal whatever is wrong, and over at once when a person is disabled."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain import totp
from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.errors import SignInRefused, TooManyRequests
from chalicelib.domain.ports import Person
from chalicelib.journey import people
from chalicelib.journey.sign_in import Attempt, recognise, sessions, sign_in, sign_out, sign_out_everywhere

from tests.fakes.district import DISTRICT, ELM
from tests.fakes.district import staff as somebody

SECRET = b"12345678901234567890"
WANG = Person(
    "wang", "王", "Wang", (HeldRole(Role.OFFICER, ELM),), "hash:right", disabled=False, session_epoch=3,
    sealed_totp=f"wang:{SECRET.hex()}",
)  # fmt: skip


@pytest.fixture
def staffed(world):
    world.people.add(WANG)
    return world


def code(world, steps: int = 0) -> str:
    return totp.code(SECRET, totp.step_of(world.clock.now()) + steps)


def enter(world, login="wang", password="right", given=None, source="192.0.2.1", device=""):
    return sign_in(world, Attempt(login, password, code(world) if given is None else given, source, device))


def test_person_is_recognised_when_signed_in(staffed) -> None:
    opened = enter(staffed)
    found = recognise(staffed, opened.token)
    assert (found.login, found.name, found.roles) == ("wang", "王", WANG.roles)
    assert opened.token not in repr(staffed.people.opened)


@pytest.mark.parametrize(
    ("login", "password", "given"),
    [("wang", "wrong", None), ("li", "right", None), ("", "", None), ("wang", "", None), ("wang", "right", "000000"),
     ("wang", "right", ""), ("wang", "right", "٠٠٠٠٠٠")],
)  # fmt: skip
def test_refusal_is_the_same_when_login_password_or_code_is_wrong(staffed, login, password, given) -> None:
    with pytest.raises(SignInRefused) as refused:
        enter(staffed, login, password, given)
    assert (str(refused.value), refused.value.details) == ("sign_in_refused", {})
    assert staffed.people.opened == {}


def test_nobody_signs_in_without_a_second_factor_when_none_is_enrolled(staffed) -> None:
    staffed.people.add(replace(WANG, sealed_totp=""))
    with pytest.raises(SignInRefused):
        enter(staffed)


def test_code_is_good_once_when_it_was_read_over_the_shoulder(staffed) -> None:
    enter(staffed)
    with pytest.raises(SignInRefused):
        enter(staffed)
    staffed.clock.move(seconds=30)
    assert enter(staffed)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_of_a_neighbouring_step_is_taken_when_a_clock_is_a_little_wrong(staffed, steps, taken) -> None:
    if taken:
        assert enter(staffed, given=code(staffed, steps))
        return
    with pytest.raises(SignInRefused):
        enter(staffed, given=code(staffed, steps))


def test_password_is_checked_too_when_nobody_has_the_login(staffed) -> None:
    checked = []
    staffed.passwords.matches = lambda held, given: bool(checked.append((held, given)))
    with pytest.raises(SignInRefused):
        enter(staffed, "li", "x")
    assert checked[0][0].startswith("$argon2id$")


def test_disabled_person_is_out_at_once_when_signed_in_before(staffed) -> None:
    token = enter(staffed).token
    people.disable(staffed, somebody(Role.ADMIN, DISTRICT), "wang", people.version_of(staffed.people.person("wang")))
    assert recognise(staffed, token) is None
    staffed.clock.move(minutes=1)
    with pytest.raises(SignInRefused):
        enter(staffed)


def test_older_sessions_are_over_when_the_epoch_moved(staffed) -> None:
    token = enter(staffed).token
    staffed.people.add(replace(WANG, session_epoch=4))
    assert recognise(staffed, token) is None


def test_session_is_over_when_twelve_hours_have_passed(staffed) -> None:
    token = enter(staffed).token
    staffed.clock.move(hours=11, minutes=59)
    assert recognise(staffed, token)
    staffed.clock.move(minutes=1)
    assert recognise(staffed, token) is None


def test_session_is_over_when_signed_out(staffed) -> None:
    one = enter(staffed).token
    staffed.clock.move(seconds=30)
    two = enter(staffed).token
    sign_out(staffed, one)
    sign_out(staffed, "unknown")
    assert recognise(staffed, one) is None
    assert recognise(staffed, two)


def test_every_session_is_over_when_signed_out_everywhere(staffed) -> None:
    tokens = []
    for _ in range(3):
        tokens.append(enter(staffed).token)
        staffed.clock.move(seconds=30)
    shown = sessions(staffed, "wang", tokens[1])
    assert [each["current"] for each in shown] == [False, True, False]
    sign_out_everywhere(staffed, "wang")
    assert [recognise(staffed, token) for token in tokens] == [None, None, None]
    assert sessions(staffed, "wang", tokens[1]) == []


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_nobody_is_recognised_when_the_token_is_none_of_ours(staffed, token) -> None:
    assert recognise(staffed, token) is None


def _hammer(world, times: int) -> None:
    for attempt in range(times):
        with pytest.raises(SignInRefused):
            enter(world, password="wrong", source=f"192.0.2.{attempt}")


def test_guessing_stops_for_a_while_when_one_login_was_tried_ten_times(staffed) -> None:
    _hammer(staffed, 10)
    with pytest.raises(TooManyRequests):
        enter(staffed)
    staffed.clock.move(minutes=15)
    assert enter(staffed)


def test_guessing_slows_further_when_it_goes_on(staffed) -> None:
    _hammer(staffed, 10)
    staffed.clock.move(minutes=15)
    _hammer(staffed, 10)
    staffed.clock.move(minutes=15)
    with pytest.raises(TooManyRequests) as refused:
        enter(staffed)
    assert refused.value.retry_after_seconds > 15 * 60
    staffed.clock.move(hours=1)
    assert enter(staffed)


def test_person_signs_in_on_a_known_device_when_the_login_is_hammered_from_elsewhere(staffed) -> None:
    device = enter(staffed).device
    _hammer(staffed, 9)
    with pytest.raises(TooManyRequests):
        enter(staffed)
    assert enter(staffed, given=code(staffed, 1), device=device)
    with pytest.raises(TooManyRequests):
        enter(staffed, given=code(staffed, 1), device=device[:-1] + ("a" if device[-1] != "a" else "b"))


def test_device_is_known_to_nobody_else_and_not_for_ever(staffed) -> None:
    device = enter(staffed).device
    staffed.people.add(replace(WANG, login="li", sealed_totp=f"li:{SECRET.hex()}"))
    for attempt in range(10):
        with pytest.raises(SignInRefused):
            enter(staffed, "li", "wrong", source=f"192.0.2.{attempt}", device=device)
    with pytest.raises(TooManyRequests):
        enter(staffed, "li", device=device)
    staffed.clock.moment += timedelta(days=91)
    _hammer(staffed, 10)
    with pytest.raises(TooManyRequests):
        enter(staffed, device=device)


def test_history_tells_of_refusals_and_sign_ins_and_holds_no_secret(staffed) -> None:
    with pytest.raises(SignInRefused):
        enter(staffed, password="wrong")
    opened = enter(staffed)
    told = staffed.people.history("wang")
    assert [each.action for each in told] == ["refused", "signed_in"]
    assert not {"right", "wrong", opened.token, code(staffed)} & set(repr(told).replace("'", " ").split())


def test_second_factor_is_opened_as_often_with_a_wrong_password_as_with_the_right_one(staffed, monkeypatch) -> None:
    opened = []
    real = staffed.staff_secrets.open
    monkeypatch.setattr(staffed.staff_secrets, "open", lambda login, sealed: opened.append(login) or real(login, sealed))
    for word in ("wrong", "right"):
        with pytest.raises(SignInRefused):
            enter(staffed, password=word, given="000000")
    assert opened == ["wang", "wang"]


def test_a_code_is_not_used_up_by_a_wrong_password(staffed) -> None:
    with pytest.raises(SignInRefused):
        enter(staffed, password="wrong")
    assert enter(staffed).login == "wang"
