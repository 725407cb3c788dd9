"""What one action makes of a round, field by field."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain import answers, guards, pauses, transitions
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Answer, Extension, Hold, Missed, Rating, SentBack, Status

from tests.domain.lives import CLOCKS, CLOSING_DUE, NOW, RESPONSE_DUE, a_petition, a_round

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def back(upheld: bool | None = None, **changes):
    """A petition that Elm has sent back."""
    return a_petition(
        Status.SUBMITTED, a_round(**changes), owner="D", sent_back=(SentBack("C-elm", NOW, upheld=upheld),)
    )


def test_round_begins_anew_in_every_part_when_sending_back_is_upheld() -> None:
    used = back(
        response_reminded=True, closing_reminded=True, accepted_at=NOW, responsible="C-elm", extension_days=2,
        closing_days=9, supervised=True,
    )  # fmt: skip
    made = transitions.assign(used, "C-oak", NOW + HOUR, CLOCKS).rounds[0]
    assert made == a_round(
        response_due=NOW + 5 * HOUR, closing_from=NOW + HOUR, closing_due=CLOCKS.due_after(NOW + HOUR, 2), supervised=True
    )


@pytest.mark.parametrize(
    ("late", "missed"),
    [
        ({"response_overdue_at": RESPONSE_DUE, "responsible": "C-elm"}, (Missed("response", RESPONSE_DUE, "C-elm"),)),
        ({"closing_overdue_at": CLOSING_DUE, "overdue_unit": "C-elm"}, (Missed("closing", CLOSING_DUE, "C-elm"),)),
        ({"responsible": "C-elm", "accepted_at": NOW}, ()),
    ],
)
def test_lateness_before_is_kept_apart_when_the_round_begins_anew(late, missed) -> None:
    earlier = Missed("response", NOW, "C-pier")
    made = transitions.assign(back(missed=(earlier,), **late), "C-oak", NOW + HOUR, CLOCKS).rounds[0]
    assert made.missed == (earlier, *missed)


def test_reminder_of_the_response_comes_again_when_refused_and_of_the_closing_not() -> None:
    used = back(response_reminded=True, closing_reminded=True, accepted_at=NOW, responsible="C-elm")
    made = transitions.assign(used, "C-elm", NOW + HOUR, CLOCKS).rounds[0]
    assert made == replace(used.rounds[0], response_reminded=False, response_due=NOW + 5 * HOUR)


@pytest.mark.parametrize("accepted", [None, NOW])
def test_response_counts_anew_when_handed_on_unaccepted(accepted) -> None:
    held = a_petition(Status.ASSIGNED, a_round(response_reminded=True, accepted_at=accepted))
    moved = transitions.hand_over(held, "C-oak", NOW + HOUR, CLOCKS)
    due = RESPONSE_DUE if accepted else NOW + 5 * HOUR
    assert (moved.owner, moved.status) == ("C-oak", Status.ASSIGNED)
    assert (moved.rounds[0].response_due, moved.rounds[0].response_reminded) == (due, accepted is not None)


def test_nothing_breaks_when_a_petition_without_a_round_is_touched() -> None:
    held = a_petition(Status.SUBMITTED, rounds=())
    assert transitions.mark_overdue(held, NOW) is held
    assert transitions.mark_reminded(held, NOW) is held
    assert transitions.hand_over(held, "C-oak", NOW, CLOCKS).owner == "C-oak"
    assert transitions.accept(held, NOW).status is Status.HANDLING


def test_judged_sending_back_stays_as_it_was_judged() -> None:
    for upheld in (True, False):
        held = back(upheld=upheld)
        made = transitions.assign(held, "C-oak", NOW + HOUR, CLOCKS)
        assert [each.upheld for each in made.sent_back] == [upheld]
    earlier = SentBack("C-pier", NOW, upheld=False)
    both = replace(back(), sent_back=(earlier, SentBack("C-elm", NOW)))
    made = transitions.assign(both, "C-oak", NOW, CLOCKS)
    assert [each.upheld for each in made.sent_back] == [False, True]


@pytest.mark.parametrize(
    ("changes", "now", "reminded"),
    [
        ({}, RESPONSE_DUE - HOUR - timedelta(seconds=1), (False, False)),
        ({}, RESPONSE_DUE - HOUR, (True, False)),
        ({}, RESPONSE_DUE, (True, False)),
        ({}, RESPONSE_DUE + timedelta(seconds=1), (False, False)),
        ({"accepted_at": NOW}, RESPONSE_DUE, (False, False)),
        ({"accepted_at": NOW}, CLOSING_DUE - 4 * HOUR, (False, True)),
        ({"accepted_at": NOW}, CLOSING_DUE, (False, True)),
        ({"accepted_at": NOW}, CLOSING_DUE + timedelta(seconds=1), (False, False)),
        ({"accepted_at": NOW, "closing_due": None}, CLOSING_DUE, (False, False)),
    ],
)
def test_owner_is_reminded_shortly_before_a_deadline_and_not_after_it(changes, now, reminded) -> None:
    made = transitions.mark_reminded(a_petition(Status.ASSIGNED, a_round(**changes)), now).rounds[0]
    assert (made.response_reminded, made.closing_reminded) == reminded


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ON_HOLD, Status.CLOSED])
def test_nothing_is_late_or_near_while_no_clock_runs(status) -> None:
    held = a_petition(status)
    assert transitions.mark_overdue(held, NOW + 99 * DAY) is held
    assert transitions.mark_reminded(held, CLOSING_DUE) is held


def test_holds_before_stay_when_a_wish_ends_with_the_sending_back() -> None:
    before, wish = Hold(NOW, NOW, "li", granted=True, decided_at=NOW, ended_at=NOW), Hold(NOW + DAY, NOW, "li")
    asked = Extension(1, NOW, "li")
    made = transitions.send_back(a_petition(Status.HANDLING, a_round(holds=(before, wish), extension=asked)), NOW)
    assert (made.rounds[0].holds, made.rounds[0].extension) == ((before,), None)
    granted = replace(asked, granted=True)
    kept = transitions.send_back(a_petition(Status.HANDLING, a_round(holds=(before,), extension=granted)), NOW)
    assert (kept.rounds[0].holds, kept.rounds[0].extension) == ((before,), granted)
    assert kept.sent_back == (SentBack("C-elm", NOW),)


def test_only_the_running_hold_ends_when_closed_from_it() -> None:
    before, runs = Hold(NOW, NOW, "li", granted=False, decided_at=NOW), Hold(NOW + DAY, NOW, "li", granted=True)
    made = transitions.close(a_petition(Status.ON_HOLD, a_round(holds=(before, runs))), NOW + HOUR).rounds[0]
    assert made.holds == (before, replace(runs, ended_at=NOW + HOUR))
    assert (made.closed_at, made.closed_by) == (NOW + HOUR, "C-elm")


def test_extension_is_written_whole_when_granted_and_when_refused() -> None:
    asked = a_petition(Status.HANDLING, a_round(extension=Extension(2, NOW, "li"), closing_reminded=True))
    made = pauses.grant_extension(asked, 1, NOW + HOUR, CLOCKS).rounds[0]
    assert made.extension == Extension(1, NOW, "li", granted=True, decided_at=NOW + HOUR)
    assert (made.extension_days, made.closing_reminded) == (1, False)
    refused = pauses.refuse_extension(asked, NOW + HOUR).rounds[0]
    assert refused == replace(asked.rounds[0], extension=Extension(2, NOW, "li", granted=False, decided_at=NOW + HOUR))


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_lateness_stays_when_the_moved_deadline_has_passed_too(seconds, late) -> None:
    held = a_petition(
        Status.HANDLING,
        a_round(extension=Extension(1, NOW, "li"), closing_overdue_at=CLOSING_DUE, overdue_unit="C-elm"),
    )
    moved = CLOCKS.extended(CLOCKS.due_after(NOW, 2), 1)
    made = pauses.grant_extension(held, 1, moved + timedelta(seconds=seconds), CLOCKS).rounds[0]
    assert (made.closing_overdue_at, made.overdue_unit) == ((moved, "C-elm") if late else (None, None))


def test_lateness_is_taken_back_when_the_moved_deadline_is_unknown() -> None:
    year_end = NOW + 457 * DAY
    late = a_round(
        closing_from=year_end, extension=Extension(1, NOW, "li"), closing_overdue_at=CLOSING_DUE, overdue_unit="C-elm"
    )
    made = pauses.grant_extension(a_petition(Status.HANDLING, late), 1, NOW, CLOCKS).rounds[0]
    assert (made.closing_overdue_at, made.overdue_unit, made.calendar_missing) == (None, None, True)


def test_holds_before_stay_when_one_is_granted_refused_and_ended() -> None:
    before = Hold(NOW, NOW, "li", granted=False, decided_at=NOW)
    asked = pauses.request_hold(a_petition(Status.HANDLING, a_round(holds=(before,))), NOW + DAY, "li", NOW)
    refused = pauses.refuse_hold(asked, NOW + HOUR)
    assert refused.rounds[0].holds == (before, Hold(NOW + DAY, NOW, "li", granted=False, decided_at=NOW + HOUR))
    held = pauses.grant_hold(asked, NOW + 2 * DAY, NOW + HOUR, CLOCKS)
    granted = Hold(NOW + 2 * DAY, NOW, "li", granted=True, decided_at=NOW + HOUR, days_left=1)
    assert (held.status, held.rounds[0].holds) == (Status.ON_HOLD, (before, granted))
    reminded = held.with_round(closing_reminded=True, extension_days=1)
    again = pauses.resume(reminded, NOW + DAY, CLOCKS)
    assert again.rounds[0].holds == (before, replace(granted, ended_at=NOW + DAY))
    assert (again.rounds[0].closing_reminded, again.rounds[0].extension_days) == (False, 0)
    assert (again.rounds[0].closing_from, again.rounds[0].closing_days) == (NOW + DAY, 1)


def test_extension_is_kept_when_the_days_left_were_unknown() -> None:
    unknown = Hold(NOW + DAY, NOW, "li", granted=True, decided_at=NOW)
    held = a_petition(Status.ON_HOLD, a_round(holds=(unknown,), extension_days=1))
    made = pauses.resume(held, NOW + HOUR, CLOCKS).rounds[0]
    assert (made.closing_days, made.extension_days) == (2, 1)


def test_new_round_has_its_number_its_unit_and_its_own_limit() -> None:
    answered = Answer(Rating.NOT_RESOLVED, NOW + HOUR, "sms")
    closed = a_petition(Status.CLOSED, a_round(closed_at=NOW, closed_by="C-elm"))
    made = answers.answer_unhappy(closed, answered, transitions.NextRound("S-hill", supervised=True), CLOCKS)
    opened = made.rounds[1]
    assert (opened.number, opened.unit, opened.opened_at, opened.supervised) == (2, "S-hill", NOW + HOUR, True)
    assert (opened.closing_from, opened.closing_days) == (NOW + HOUR, 2)
    assert (made.owner, made.settled_at, made.rounds[0].answers) == ("S-hill", None, (answered,))


@pytest.mark.parametrize(("closed_by", "owner"), [("C-oak", "C-oak"), (None, "C-elm")])
def test_petition_goes_back_to_whoever_closed_when_the_answer_is_taken_back(closed_by, owner) -> None:
    unhappy = Answer(Rating.NOT_RESOLVED, NOW, "sms")
    held = a_petition(Status.ASSIGNED, a_round(closed_by=closed_by, answers=(unhappy,)), a_round(number=2), owner="S-hill")
    happy = Answer(Rating.SATISFIED, NOW + HOUR, "sms")
    assert answers.may_change(held, Rating.SATISFIED, NOW + HOUR) is True
    made = answers.answer_happy(held, happy)
    assert (made.owner, made.status, len(made.rounds), made.rounds[0].answers) == (
        owner, Status.SETTLED, 1, (unhappy, happy),
    )  # fmt: skip


def test_no_answer_is_changed_when_there_is_none_or_it_is_old() -> None:
    assert answers.may_change(a_petition(Status.SETTLED), Rating.NOT_RESOLVED, NOW) is False
    assert answers.may_change(a_petition(Status.SETTLED, rounds=()), Rating.NOT_RESOLVED, NOW) is False
    assert answers.may_change(a_petition(Status.ASSIGNED), Rating.SATISFIED, NOW) is False
    for status in (Status.HANDLING, Status.CLOSED, Status.ON_HOLD, Status.MERGED):
        rounds = (a_round(answers=(Answer(Rating.NOT_RESOLVED, NOW, "sms"),)), a_round(number=2))
        assert answers.may_change(a_petition(status, *rounds), Rating.SATISFIED, NOW) is False


def test_reschedule_is_open_only_while_a_year_is_missing() -> None:
    assert not guards.holds(a_petition(), Action.RESCHEDULE, NOW)
    assert guards.holds(a_petition(Status.ASSIGNED, a_round(calendar_missing=True)), Action.RESCHEDULE, NOW)


def test_rounds_before_stay_whatever_is_done_to_the_last() -> None:
    first = a_round(closed_at=NOW, closed_by="C-elm", answers=(Answer(Rating.NOT_RESOLVED, NOW, "sms"),))
    last = a_round(number=2, unit="S-hill", extension=Extension(1, NOW, "li"))
    for upheld_by in ("C-oak", "S-hill"):
        held = a_petition(Status.SUBMITTED, first, last, owner="D", sent_back=(SentBack("S-hill", NOW),))
        made = transitions.assign(held, upheld_by, NOW + HOUR, CLOCKS)
        assert (len(made.rounds), made.rounds[0]) == (2, first)
    in_work = a_petition(Status.HANDLING, first, last)
    on_hold = pauses.grant_hold(pauses.request_hold(in_work, NOW + DAY, "li", NOW), NOW + DAY, NOW, CLOCKS)
    for made in (
        pauses.grant_extension(in_work, 1, NOW, CLOCKS), on_hold, pauses.resume(on_hold, NOW + DAY, CLOCKS),
        transitions.close(in_work, NOW), transitions.send_back(in_work, NOW),
    ):  # fmt: skip
        assert (len(made.rounds), made.rounds[0]) == (2, first)
