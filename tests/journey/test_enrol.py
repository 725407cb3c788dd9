"""Enrolling: an invitation is good once, for three days, and voids what was before."""

from dataclasses import replace

import pytest
from chalicelib.domain import totp
from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.errors import EnrolmentInvalid, Forbidden, InvalidInput, NotFound, SignInRefused
from chalicelib.journey import enrol, people, staff
from chalicelib.journey.enrol import Confirmation
from chalicelib.journey.sign_in import Attempt, recognise, sign_in

from tests.fakes.district import DISTRICT, ELM, HILL
from tests.fakes.district import staff as somebody
from tests.journey.test_sign_in import WANG, enter

SOURCE = "192.0.2.1"
PASSWORD = "three plain words"
ADMIN = somebody(Role.ADMIN, DISTRICT)


@pytest.fixture
def staffed(world):
    world.people.add(WANG)
    return world


def code_of(world, begun) -> str:
    return totp.code(totp.read(begun.secret), totp.step_of(world.clock.now()))


def enrolled(world, token: str, password: str = PASSWORD) -> bytes:
    begun = enrol.begin(world, token, SOURCE)
    sent = Confirmation(token, begun.ticket, password, code_of(world, begun))
    assert enrol.confirm(world, sent, SOURCE) == "wang"
    return totp.read(begun.secret)


def test_person_signs_in_with_what_they_enrolled_and_never_with_what_was_before(staffed) -> None:
    before = enter(staffed).token
    secret = enrolled(staffed, staff.invite(staffed, ADMIN, "wang"))
    assert recognise(staffed, before) is None
    staffed.clock.move(seconds=30)
    with pytest.raises(SignInRefused):
        enter(staffed)
    code = totp.code(secret, totp.step_of(staffed.clock.now()))
    assert sign_in(staffed, Attempt("wang", PASSWORD, code, SOURCE))


def test_code_that_confirmed_does_not_sign_in_when_it_is_used_again(staffed) -> None:
    secret = enrolled(staffed, staff.invite(staffed, ADMIN, "wang"))
    code = totp.code(secret, totp.step_of(staffed.clock.now()))
    with pytest.raises(SignInRefused):
        sign_in(staffed, Attempt("wang", PASSWORD, code, SOURCE))


def test_invitation_is_good_once_when_two_confirm_with_it(staffed) -> None:
    token = staff.invite(staffed, ADMIN, "wang")
    begun = enrol.begin(staffed, token, SOURCE)
    enrolled(staffed, token)
    with pytest.raises(EnrolmentInvalid):
        enrol.confirm(staffed, Confirmation(token, begun.ticket, PASSWORD, code_of(staffed, begun)), SOURCE)
    with pytest.raises(EnrolmentInvalid):
        enrol.begin(staffed, token, SOURCE)


def test_invitation_is_over_when_three_days_have_passed_or_a_newer_one_was_given(staffed) -> None:
    first = staff.invite(staffed, ADMIN, "wang")
    second = staff.invite(staffed, ADMIN, "wang")
    with pytest.raises(EnrolmentInvalid):
        enrol.begin(staffed, first, SOURCE)
    assert enrol.begin(staffed, second, SOURCE)
    staffed.clock.move(hours=72)
    with pytest.raises(EnrolmentInvalid):
        enrol.begin(staffed, second, SOURCE)


@pytest.mark.parametrize("token", ["", "wang", "wang.", "li.x", "wang.forged", "." * 50])
def test_nothing_is_begun_when_the_invitation_is_none_of_ours(staffed, token) -> None:
    staff.invite(staffed, ADMIN, "wang")
    with pytest.raises(EnrolmentInvalid):
        enrol.begin(staffed, token, SOURCE)


def test_every_fault_is_named_and_the_invitation_stays_good_when_confirming_fails(staffed) -> None:
    token = staff.invite(staffed, ADMIN, "wang")
    begun = enrol.begin(staffed, token, SOURCE)
    with pytest.raises(InvalidInput) as refused:
        enrol.confirm(staffed, Confirmation(token, begun.ticket, "short", "000000"), SOURCE)
    assert refused.value.fields == {"password": "password_too_short", "code": "code_wrong"}
    assert enrolled(staffed, token)


def test_ticket_of_another_person_or_time_is_refused(staffed) -> None:
    staffed.people.add(replace(WANG, login="li"))
    token, other = staff.invite(staffed, ADMIN, "wang"), staff.invite(staffed, ADMIN, "li")
    theirs = enrol.begin(staffed, other, SOURCE)
    with pytest.raises(EnrolmentInvalid):
        enrol.confirm(staffed, Confirmation(token, theirs.ticket, PASSWORD, code_of(staffed, theirs)), SOURCE)
    own = enrol.begin(staffed, token, SOURCE)
    staffed.clock.move(minutes=31)
    with pytest.raises(EnrolmentInvalid):
        enrol.confirm(staffed, Confirmation(token, own.ticket, PASSWORD, code_of(staffed, own)), SOURCE)


def test_disabled_person_cannot_enrol_until_let_in_and_invited_again(staffed) -> None:
    token = staff.invite(staffed, ADMIN, "wang")
    people.disable(staffed, ADMIN, "wang", people.version_of(staffed.people.person("wang")))
    with pytest.raises(EnrolmentInvalid):
        enrol.begin(staffed, token, SOURCE)
    people.enable(staffed, ADMIN, "wang", people.version_of(staffed.people.person("wang")))
    assert enrolled(staffed, staff.invite(staffed, ADMIN, "wang"))


@pytest.mark.parametrize("who", [somebody(Role.OFFICER, DISTRICT), somebody(Role.SUPERVISOR, DISTRICT)])
def test_only_administrators_invite(staffed, who) -> None:
    with pytest.raises(Forbidden):
        staff.invite(staffed, who, "wang")


def test_administrator_reaches_only_people_whose_every_role_lies_below(staffed) -> None:
    staffed.people.add(replace(WANG, roles=(HeldRole(Role.OFFICER, ELM), HeldRole(Role.OFFICER, DISTRICT))))
    below = somebody(Role.ADMIN, HILL)
    for login in ("wang", "nobody"):
        with pytest.raises(NotFound):
            staff.invite(staffed, below, login)
    staffed.people.add(WANG)
    assert staff.invite(staffed, below, "wang")


def test_person_is_shown_with_what_happened_and_no_secret(staffed) -> None:
    enrolled(staffed, staff.invite(staffed, ADMIN, "wang"))
    shown = staff.person(staffed, ADMIN, "wang", "en")
    assert [each["action"] for each in shown["history"]] == ["invited", "enrolled"]
    assert shown["history"][0]["by"] == ADMIN.login
    assert (shown["enrolled"], shown["invited_until"], shown["disabled"]) == (True, None, False)
    assert "hash" not in repr(shown)
