"""What presses a petition, and when the sweep must look at it."""

from datetime import timedelta

import pytest
from chalicelib.domain.petition import Hold, Kind, Rating, Ringing, RingWhy, Status, next_wake

from tests.domain.lives import CLOSING_DUE, NOW, RESPONSE_DUE, a_petition, a_round

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOLD = Hold(NOW + 9 * DAY, NOW, "li", granted=True, decided_at=NOW)


@pytest.mark.parametrize(
    ("status", "changes", "wake"),
    [
        (Status.ASSIGNED, {}, RESPONSE_DUE - HOUR),
        (Status.ASSIGNED, {"response_reminded": True}, RESPONSE_DUE),
        (Status.ASSIGNED, {"response_overdue_at": RESPONSE_DUE}, CLOSING_DUE - 4 * HOUR),
        (Status.ASSIGNED, {"accepted_at": NOW}, CLOSING_DUE - 4 * HOUR),
        (Status.ASSIGNED, {"accepted_at": NOW, "closing_due": None}, None),
        (Status.ASSIGNED, {"closing_due": NOW + 5 * HOUR}, NOW + HOUR),
        (Status.HANDLING, {}, CLOSING_DUE - 4 * HOUR),
        (Status.HANDLING, {"closing_reminded": True}, CLOSING_DUE),
        (Status.HANDLING, {"closing_overdue_at": CLOSING_DUE}, None),
        (Status.ON_HOLD, {"holds": (HOLD,)}, NOW + 9 * DAY),
        (Status.ON_HOLD, {}, None),
        (Status.CLOSED, {"closed_at": NOW}, NOW + 7 * DAY),
        (Status.CLOSED, {"closed_at": NOW, "asked_at": NOW + HOUR}, NOW + HOUR + 2 * DAY),
        (Status.CLOSED, {"closed_at": NOW, "asked_at": NOW + HOUR, "reminded_at": NOW + 3 * DAY}, NOW + HOUR + 5 * DAY),
        (
            Status.CLOSED,
            {"closed_at": NOW, "asked_at": NOW + HOUR, "reminded_at": NOW + 3 * DAY, "ringing": Ringing(RingWhy.SILENT, NOW + 6 * DAY)},
            NOW + HOUR + 7 * DAY,
        ),
        (Status.CLOSED, {}, None),
        (Status.SUBMITTED, {}, None),
        (Status.SETTLED, {}, None),
        (Status.REJECTED, {}, None),
    ],
)
def test_sweep_is_woken_for_the_next_thing_that_comes_by_itself(status, changes, wake) -> None:
    assert next_wake(a_petition(status, a_round(**changes))) == wake


def test_sweep_is_not_woken_when_nobody_was_assigned() -> None:
    assert next_wake(a_petition(Status.SUBMITTED, rounds=())) is None


@pytest.mark.parametrize(
    ("status", "changes", "due"),
    [
        (Status.ASSIGNED, {}, RESPONSE_DUE),
        (Status.ASSIGNED, {"accepted_at": NOW}, CLOSING_DUE),
        (Status.HANDLING, {"accepted_at": NOW}, CLOSING_DUE),
        (Status.HANDLING, {"accepted_at": NOW, "holds": (HOLD,)}, CLOSING_DUE),
        (Status.ON_HOLD, {"holds": (HOLD,)}, NOW + 9 * DAY),
        (Status.ON_HOLD, {}, None),
        (Status.SUBMITTED, {}, None),
        (Status.CLOSED, {}, None),
        (Status.SETTLED, {}, None),
    ],
)
def test_deadline_that_presses_is_shown_by_status(status, changes, due) -> None:
    assert a_petition(status, a_round(**changes)).due_at == due


@pytest.mark.parametrize("status", list(Status))
def test_deadline_waits_for_a_year_only_while_it_runs(status) -> None:
    held = a_petition(status, a_round(closing_due=None, calendar_missing=True))
    assert held.calendar_missing is (status in (Status.ASSIGNED, Status.HANDLING))
    assert a_petition(Status.SUBMITTED, rounds=()).calendar_missing is False


def test_petition_is_plain_when_nothing_is_said_of_it() -> None:
    held = a_petition()
    assert (held.emergency, held.hide_identity, held.about_staff, held.about_unit) == (False, False, False, None)
    assert (held.phone_key, held.device_key, held.followers, held.reject_reason) == (None, "", 0, "")
    current = a_round(closing_from=None)
    assert (current.supervised, current.calendar_missing, current.response_reminded) == (False, False, False)
    assert (current.closing_reminded, current.asked_again, current.lapse_reached) == (False, False, False)
    assert (current.extension_days, current.missed, current.answer, current.hold) == (0, (), None, None)


def test_names_are_those_that_are_stored_and_shown() -> None:
    assert [str(each) for each in Status] == [
        "submitted", "assigned", "handling", "on_hold", "closed", "settled", "rejected", "merged", "withdrawn",
    ]  # fmt: skip
    assert [str(each) for each in Kind] == ["livelihood", "development", "enforcement"]
    assert [(str(each), each.resolved, each.happy) for each in Rating] == [
        ("1", True, True), ("2", True, True), ("3", True, False), ("4", False, False),
    ]  # fmt: skip
