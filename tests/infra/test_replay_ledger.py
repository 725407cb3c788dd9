"""The ledger's second opinion, on histories written by hand, and that each kind of loss is shown."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from infra import stack
from infra.replay import cells as cells_of
from infra.replay import days, geography, ledger, recount
from infra.replay.inbox import Heard
from infra.replay.stored import Stored

GROUND = geography.read(stack.DISTRICT)
DAYS = days.calendar(stack.DISTRICT / "calendars")
COMMUNITY, STREET, DISTRICT, OTHER = "370202001001", "370202001", "370202", "370202-cg"
START = datetime(2026, 11, 24, 1, tzinfo=UTC)  # Tuesday 9:00 there
LATER = START + timedelta(days=20)


def petition(steps, digits=(), urgency=5, **fields):
    """A petition with the entries of (hours, action, status, owner), and answers at the named steps."""
    moments = [(START + timedelta(hours=hours)).isoformat() for hours, *_ in steps]
    entries = [
        {"number": "1", "version": place, "at": at, "action": action, "status_after": status, "owner_after": owner}
        for place, (at, (_, action, status, owner)) in enumerate(zip(moments, steps, strict=True), 1)
    ]
    rounds = [{"number": 1, "asked_at": None, "closed_at": None, "answers": [{"at": moments[place], "rating": digit} for place, digit in digits]}]
    state = {
        "number": "1", "version": len(steps), "status": steps[-1][2], "owner": steps[-1][3], "kind": "livelihood",
        "channel": "web", "category": "0101", "urgency": urgency, "phone_key": None, "rounds": rounds, **fields,
    }  # fmt: skip
    return state, entries


def counted(steps, digits=(), urgency=5):
    state, entries = petition(steps, digits, urgency)
    return recount.counted(state, entries, DAYS, LATER)


BEGUN = [(0, "submit", "submitted", DISTRICT), (0, "assign", "assigned", COMMUNITY)]
DONE = [*BEGUN, (1, "accept", "handling", COMMUNITY), (2, "close", "closed", COMMUNITY), (3, "follow_up", "closed", COMMUNITY)]


def test_response_is_late_at_the_unit_that_let_it_pass_when_another_accepts() -> None:
    found = counted([*BEGUN, (5, "transfer", "assigned", OTHER), (6, "accept", "handling", OTHER)])
    assert found["2026-11", COMMUNITY]["response_counted"] == 1
    assert "response_within" not in found["2026-11", COMMUNITY] + found["2026-11", OTHER]


def test_transfer_before_acceptance_begins_the_response_clock_anew() -> None:
    found = counted([*BEGUN, (3, "transfer", "assigned", OTHER), (6, "accept", "handling", OTHER)])
    assert found["2026-11", OTHER]["response_within"] == 1


@pytest.mark.parametrize(("hours", "on_time"), [(7 * 24 + 8, 1), (7 * 24 + 9, 0)])
def test_closing_counts_to_the_end_of_the_fifth_working_day(hours: int, on_time: int) -> None:
    found = counted([*BEGUN, (1, "accept", "handling", COMMUNITY), (hours, "close", "closed", COMMUNITY)])
    both = sum(found.values(), Counter())
    assert (both["closing_counted"], both["closing_on_time"]) == (1, on_time)


def test_deadline_that_nobody_met_is_counted_when_it_has_passed() -> None:
    found = counted(BEGUN, urgency=1)
    assert found["2026-11", COMMUNITY]["response_counted"] == 1
    assert found["2026-11", COMMUNITY]["closing_counted"] == 1


HELD = [*BEGUN, (1, "accept", "handling", COMMUNITY)]


@pytest.mark.parametrize(("unit", "refused", "within"), [(COMMUNITY, 1, 1), (OTHER, 0, 1)])
def test_sending_back_is_refused_when_the_same_unit_gets_it_again(unit: str, refused: int, within: int) -> None:
    steps = [*HELD, (2, "send_back", "submitted", DISTRICT), (30, "assign", "assigned", unit), (32, "accept", "handling", unit)]
    found = counted(steps)
    assert (found["2026-11", COMMUNITY]["sent_back"], found["2026-11", COMMUNITY]["sent_back_refused"]) == (1, refused)
    assert found["2026-11", unit]["response_within"] == within  # the first acceptance, or the new unit's own


def test_deadline_that_was_missed_stays_with_its_unit_when_another_begins_anew() -> None:
    steps = [*BEGUN, (5, "send_back", "submitted", DISTRICT), (6, "assign", "assigned", OTHER), (7, "accept", "handling", OTHER)]
    found = counted([*steps, (8, "close", "closed", OTHER)])
    assert (found["2026-11", COMMUNITY]["response_counted"], found["2026-11", COMMUNITY]["response_within"]) == (1, 0)
    assert (found["2026-11", OTHER]["response_within"], found["2026-11", OTHER]["closing_on_time"]) == (1, 1)


def test_sending_back_is_counted_in_the_month_in_which_it_was_judged() -> None:
    steps = [*HELD, (2, "send_back", "submitted", DISTRICT), (9 * 24, "assign", "assigned", OTHER)]
    found = counted(steps)
    assert "sent_back" not in found.get(("2026-11", COMMUNITY), {})
    assert found["2026-12", COMMUNITY]["sent_back"] == 1


def test_sending_back_counts_against_nobody_while_it_is_not_judged() -> None:
    assert "sent_back" not in sum(counted([*HELD, (2, "send_back", "submitted", DISTRICT)]).values(), Counter())


def test_closing_deadline_is_later_by_the_days_of_an_extension() -> None:
    steps = [*HELD, (2, "request_extension", "handling", COMMUNITY), (3, "grant_extension", "handling", COMMUNITY)]
    state, entries = petition([*steps, (8 * 24, "close", "closed", COMMUNITY)])
    state["rounds"][0]["extension"] = {"days": 2}
    found = sum(recount.counted(state, entries, DAYS, LATER).values(), Counter())
    assert (found["extended"], found["closing_on_time"]) == (1, 1)


def test_held_round_stands_outside_the_rates_and_keeps_its_working_days() -> None:
    held = [*HELD, (2, "request_hold", "handling", COMMUNITY), (3, "grant_hold", "on_hold", COMMUNITY)]
    found = sum(counted(held).values(), Counter())
    assert (found["held"], found["response_counted"], found["closing_counted"]) == (1, 0, 0)
    again = [*held, (14 * 24, "resume", "handling", COMMUNITY)]
    on_time = sum(counted([*again, (19 * 24, "close", "closed", COMMUNITY)]).values(), Counter())
    assert (on_time["closing_on_time"], on_time["response_within"]) == (1, 1)


def test_deadline_is_unknown_when_the_year_is_not_loaded() -> None:
    assert DAYS.due(datetime(2026, 12, 31, 2, tzinfo=UTC), 1) is None


def test_unhappy_answer_taken_back_leaves_no_second_round() -> None:
    steps = [*DONE, (4, "answer_unhappy", "assigned", STREET), (10, "answer_happy", "settled", COMMUNITY)]
    found = sum(counted(steps, [(5, "4"), (6, "1")]).values(), Counter())
    assert (found["answers"], found["answers_satisfied"], found["final_satisfied"]) == (1, 1, 1)
    assert found["response_counted"] == 1


def test_silence_after_an_unhappy_round_is_no_praise() -> None:
    steps = [
        *DONE,
        (4, "answer_unhappy", "assigned", STREET),
        (5, "accept", "handling", STREET),
        (6, "close", "closed", STREET),
        (7, "follow_up", "closed", STREET),
        (7 + 7 * 24 + 2, "lapse", "settled", STREET),
    ]
    state, entries = petition(steps, [(5, "4")])
    found = recount.counted(state, entries, DAYS, LATER)
    assert found["2026-12", STREET] == Counter(lapses=1, settled=1, final_answers=1)


def test_bulletins_are_asked_for_months_only_when_days_are_counted_beside_them() -> None:
    stored, cells, _ = balanced()
    assert {len(period) for period, _, _ in cells | stored.counters} == {7, 10}
    assert cells_of.months_of(cells | stored.counters) == ["2026-11"]


def balanced() -> tuple[Stored, cells_of.Cells, dict]:
    stored = Stored()
    state, entries = petition(DONE, phone_key="k")
    state["rounds"][0] |= {"asked_at": entries[-1]["at"], "closed_at": entries[-2]["at"]}
    stored.petitions["1"], stored.histories["1"], stored.markers["1"] = state, entries, state["version"]
    stored.messages = [
        {"number": "1", "id": f"1-{place}", "name": name, "round": 1, "state": "sent", "provider_id": f"n{place}", "not_before": "", "reason": ""}
        for place, name in enumerate(("acknowledgement", "follow_up"))
    ]
    cells = cells_of.recounted(stored, DAYS, GROUND, LATER)
    stored.counters = {cell: Counter(counts) for cell, counts in cells.items()}
    below = [{"unit": STREET, "own": False, "measures": dict(cells["2026-11", STREET, "all"])}]
    page = {"unit": DISTRICT, "measures": dict(cells["2026-11", DISTRICT, "all"]), "units": below}
    return stored, cells, {"2026-11": page}


def read(stored: Stored, cells: cells_of.Cells, pages: dict, sent=frozenset("1"), queues=None, heard=None) -> dict:
    made = ledger.Ledger()
    ledger.petitions(made, stored, set(sent), 0)
    ledger.bulletins(made, stored, cells, pages)
    ledger.ratings(made, stored, None, pages.values())
    phones = [Heard(place, "", "", "", "", "", f"1-{place}") for place in range(2)] if heard is None else heard
    ledger.messages(made, stored, phones, LATER)
    ledger.queues(made, stored, {COMMUNITY: {"1"}} if queues is None else queues)
    return {line.name: line.holds for line in made.lines}


def test_ledger_balances_when_nothing_is_lost() -> None:
    assert set(read(*balanced()).values()) == {True}


def lose_history(stored, cells, pages):
    stored.histories["1"].pop(2)


def drift_counter(stored, cells, pages):
    stored.counters["2026-11", COMMUNITY, "own"]["closed"] += 1


def drift_bulletin(stored, cells, pages):
    pages["2026-11"]["units"][0]["measures"]["closed"] = 0


def ask_twice(stored, cells, pages):
    stored.messages.append({**stored.messages[1], "provider_id": "n1"})


def forget_acknowledgement(stored, cells, pages):
    stored.messages.pop(0)


def leave_waiting(stored, cells, pages):
    waits = {"state": "waiting", "not_before": START.isoformat(), "name": "next_round", "provider_id": ""}
    stored.messages.append({**stored.messages[1], **waits})


def count_behind(stored, cells, pages):
    stored.markers["1"] -= 1


@pytest.mark.parametrize(
    ("harm", "names"),
    [
        (lose_history, {"histories without a gap"}),
        (drift_counter, {"all counters = recount, cell by cell"}),
        (drift_bulletin, {"bulletin = recount, cell by cell"}),
        (ask_twice, {"follow-ups sent = rounds that were asked", "sent = arrived at the phones"}),
        (forget_acknowledgement, {"acknowledgements, sent or in line = petitions with a phone"}),
        (leave_waiting, {"messages that should have gone and wait"}),
        (count_behind, {"counted to the last version"}),
    ],
)
def test_ledger_names_the_line_when_something_is_lost(harm, names: set[str]) -> None:
    stored, cells, pages = balanced()
    harm(stored, cells, pages)
    assert {name for name, holds in read(stored, cells, pages).items() if not holds} == names


@pytest.mark.parametrize(
    ("times", "attempts", "forgotten", "faulty"),
    [(1, 1, 0, set()), (1, 2, 0, set()), (2, 2, 0, set()), (2, 1, 0, {"second SMS = second tries"}), (3, 2, 0, {"second SMS = second tries"}),
     (2, 1, 1, set()), (3, 1, 1, {"second SMS = second tries"}), (0, 1, 0, {"sent = arrived at the phones"})],
)  # fmt: skip
def test_ledger_takes_a_second_sms_for_a_second_try_and_no_other(times: int, attempts: int, forgotten: int, faulty: set[str]) -> None:
    stored, _, _ = balanced()
    stored.messages[1]["attempts"] = attempts
    made = ledger.Ledger()
    heard = [Heard(place, "", "", "", "", "", name) for place, name in enumerate(["1-0", *["1-1"] * times])]
    ledger.messages(made, stored, heard, LATER, forgotten)
    assert {line.name for line in made.lines if not line.holds} == faulty


def test_ledger_names_the_petition_when_one_that_was_sent_is_not_stored() -> None:
    assert not read(*balanced(), sent=frozenset("12"))["sent = stored"]


@pytest.mark.parametrize(("received", "holds"), [(1, True), (0, False)])
def test_issued_bulletin_is_held_to_what_its_month_fixed(received: int, holds: bool) -> None:
    _, cells, pages = balanced()
    said = {**pages["2026-11"], "measures": {**pages["2026-11"]["measures"], "received": received}}
    made = ledger.Ledger()
    ledger.issued(made, cells, {"2026-11": said})
    assert made.holds is holds


def test_ledger_fails_when_an_open_petition_stands_in_another_queue() -> None:
    assert not read(*balanced(), queues={STREET: {"1"}})["open petitions = petitions in their owners' queues"]
