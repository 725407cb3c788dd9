"""What a petition adds to the counters, to the last name: bulletins and rates read these."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.domain.petition import Answer, Assist, Extension, Hold, Missed, Rating, SentBack, Status
from chalicelib.domain.tally import Cell, contribution, difference, expand, period_of

from tests.domain.lives import CLOSING_DUE, NOW, RESPONSE_DUE, a_petition, a_round
from tests.fakes.district import ZONE

HOUR = timedelta(hours=1)
RECEIVED = {"received": 1, "kind.livelihood": 1, "channel.web": 1, "category.01": 1, "category2.0102": 1}


def counted(held) -> dict[str, dict[str, int]]:
    """What September adds, by unit, without what every petition adds."""
    found = {unit: dict(measures) for unit, measures in contribution(held, ZONE)["2025-09"].items()}
    for name in (*RECEIVED, f"status.{held.status}"):
        assert found["C-elm"].pop(name) >= 1
    return {unit: measures for unit, measures in found.items() if measures}


def test_petition_is_received_by_its_owner_with_kind_channel_and_category() -> None:
    held = a_petition(Status.SUBMITTED, rounds=(), owner="D")
    told = {"D": {**RECEIVED, "status.submitted": 1}}
    assert contribution(held, ZONE) == {"2025-09": told, "2025-09-29": told}


def test_month_is_the_districts_own() -> None:
    edge = datetime(2025, 9, 30, 16, tzinfo=UTC)  # midnight in Shanghai
    assert (period_of(edge, ZONE), period_of(edge - timedelta(microseconds=1), ZONE)) == ("2025-10", "2025-09")


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, {}),
        ({"accepted_at": NOW + HOUR, "responsible": "C-oak"}, {"C-oak": {"response_counted": 1, "response_within": 1}}),
        ({"accepted_at": NOW + HOUR}, {"C-elm": {"response_counted": 1, "response_within": 1}}),
        ({"response_overdue_at": RESPONSE_DUE, "responsible": "C-oak"}, {"C-oak": {"response_counted": 1}}),
        (
            {"response_overdue_at": RESPONSE_DUE, "accepted_at": NOW + 5 * HOUR, "responsible": "C-oak"},
            {"C-oak": {"response_counted": 1}},
        ),
        ({"closing_overdue_at": NOW + HOUR, "overdue_unit": "C-oak"}, {"C-oak": {"closing_counted": 1}}),
        ({"closing_overdue_at": NOW + HOUR}, {"C-elm": {"closing_counted": 1}}),
        (
            {"closed_at": NOW + HOUR, "closed_by": "C-oak"},
            {"C-oak": {"closed": 1, "closing_counted": 1, "closing_on_time": 1}},
        ),
        ({"closed_at": NOW + HOUR}, {"C-elm": {"closed": 1, "closing_counted": 1, "closing_on_time": 1}}),
        ({"closed_at": NOW + HOUR, "closing_due": None}, {"C-elm": {"closed": 1, "closed_without_due": 1}}),
        (
            {"closed_at": NOW + HOUR, "closed_by": "C-oak", "closing_overdue_at": NOW, "overdue_unit": "C-pier"},
            {"C-oak": {"closed": 1}, "C-pier": {"closing_counted": 1}},
        ),
        (
            {"missed": (Missed("response", RESPONSE_DUE, "C-oak"), Missed("closing", NOW + HOUR, "C-pier"))},
            {"C-oak": {"response_counted": 1}, "C-pier": {"closing_counted": 1}},
        ),
        ({"extension": Extension(1, NOW, "li", granted=True, decided_at=NOW)}, {"C-elm": {"extended": 1}}),
        ({"extension": Extension(1, NOW, "li", granted=False, decided_at=NOW)}, {}),
        ({"extension": Extension(1, NOW, "li")}, {}),
        ({"holds": (Hold(NOW, NOW, "li", granted=True, decided_at=NOW),) * 2}, {"C-elm": {"held": 2}}),
        ({"holds": (Hold(NOW, NOW, "li", granted=False, decided_at=NOW), Hold(NOW, NOW, "li"))}, {}),
        ({"lapsed_at": NOW + HOUR, "lapse_reached": True, "closed_by": "C-oak"}, {"C-oak": {"lapses": 1}}),
        ({"lapsed_at": NOW + HOUR}, {"C-elm": {"lapses_unreached": 1}}),
    ],
)
def test_round_adds_what_happened_to_whom_it_happened(changes, wanted) -> None:
    assert counted(a_petition(Status.HANDLING, a_round(**changes))) == wanted


@pytest.mark.parametrize(
    ("rating", "names"),
    [
        (Rating.SATISFIED, {"answers", "answers_resolved", "answers_satisfied"}),
        (Rating.BASICALLY_SATISFIED, {"answers", "answers_resolved", "answers_satisfied"}),
        (Rating.DISSATISFIED, {"answers", "answers_resolved"}),
        (Rating.NOT_RESOLVED, {"answers"}),
    ],
)
def test_last_answer_counts_to_whoever_closed(rating, names) -> None:
    given = (Answer(Rating.SATISFIED, NOW, "sms"), Answer(rating, NOW + HOUR, "sms"))
    held = a_petition(Status.ASSIGNED, a_round(answers=given, closed_by="C-oak"))
    assert counted(held) == {"C-oak": dict.fromkeys(names, 1)}


def test_nothing_of_the_clocks_is_counted_while_held_and_all_of_the_round_before() -> None:
    late = {"response_overdue_at": RESPONSE_DUE, "closing_overdue_at": NOW + HOUR}
    before = a_round(accepted_at=NOW, responsible="C-oak", closed_at=NOW + HOUR, closed_by="C-oak")
    held = a_petition(Status.ON_HOLD, before, a_round(number=2, **late))
    assert counted(held) == {
        "C-oak": {"response_counted": 1, "response_within": 1, "closed": 1, "closing_counted": 1, "closing_on_time": 1}
    }


def test_sending_back_and_helping_are_counted_when_judged_and_done() -> None:
    backs = (SentBack("C-oak", NOW, upheld=True), SentBack("C-oak", NOW, upheld=False), SentBack("C-oak", NOW))
    helps = (Assist("D-lamps", NOW, 1, done_at=NOW), Assist("D-lamps", NOW, 1, released_at=NOW), Assist("D-lamps", NOW, 1))
    held = a_petition(Status.HANDLING, sent_back=backs, assists=helps)
    assert counted(held) == {"C-oak": {"sent_back": 2, "sent_back_refused": 1}, "D-lamps": {"assists": 1}}


def test_end_is_counted_by_its_name_and_its_moment() -> None:
    for status in (Status.SETTLED, Status.REJECTED, Status.WITHDRAWN):
        october = contribution(a_petition(status, settled_at=NOW + timedelta(days=3)), ZONE)["2025-10"]
        assert october == {"C-elm": {str(status): 1}}
    for status in (Status.MERGED, Status.SUBMITTED):
        assert set(contribution(a_petition(status, settled_at=NOW + timedelta(days=3)), ZONE)) == {"2025-09", "2025-09-29"}
    assert counted(a_petition(Status.SETTLED, settled_at=None)) == {}


@pytest.mark.parametrize(
    ("rating", "names"),
    [
        (Rating.SATISFIED, {"final_answers", "final_resolved", "final_satisfied"}),
        (Rating.DISSATISFIED, {"final_answers", "final_resolved"}),
        (Rating.NOT_RESOLVED, {"final_answers"}),
    ],
)
def test_last_answer_of_all_rounds_is_final_when_settled(rating, names) -> None:
    rounds = (
        a_round(answers=(Answer(Rating.SATISFIED, NOW, "sms"),)),
        a_round(number=2, answers=(Answer(rating, NOW, "sms"),)),
        a_round(number=3),
    )
    settled = a_petition(Status.SETTLED, *rounds, settled_at=CLOSING_DUE + timedelta(days=5))
    assert contribution(settled, ZONE)["2025-10"] == {"C-elm": dict.fromkeys({"settled", *names}, 1)}
    rejected = a_petition(Status.REJECTED, *rounds, settled_at=CLOSING_DUE + timedelta(days=5))
    assert contribution(rejected, ZONE)["2025-10"] == {"C-elm": {"rejected": 1}}


def test_unit_counts_alone_and_all_above_count_it_with_the_rest() -> None:
    paths = {"C-elm": ("C-elm", "S-hill"), "S-hill": ("S-hill",)}
    cells = expand({"2025-09": {"C-elm": {"received": 2}, "S-hill": {"received": 1}}}, paths, {})
    assert cells == {
        Cell("2025-09", "C-elm", "own"): Counter(received=2),
        Cell("2025-09", "C-elm", "all"): Counter(received=2),
        Cell("2025-09", "S-hill", "own"): Counter(received=1),
        Cell("2025-09", "S-hill", "all"): Counter(received=3),
    }


def test_difference_names_only_what_moved() -> None:
    one, two = Cell("2025-09", "C-elm", "own"), Cell("2025-09", "C-oak", "own")
    before = {one: Counter(received=1, closed=1), two: Counter(received=1)}
    after = {one: Counter(received=1, closed=3, answers=1)}
    assert difference(after, before) == {one: Counter(closed=2, answers=1), two: Counter({"received": -1})}
    assert difference(before, before) == {}
