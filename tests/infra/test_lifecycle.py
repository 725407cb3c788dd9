"""The page of a petition's life says what the functions do."""

from chalicelib.domain.actors import Role
from chalicelib.domain.guards import GUARDS
from chalicelib.domain.lifecycle import CONDITIONS, EDGES, Action, edge
from chalicelib.journey.deeds import DEEDS

from infra import lifecycle

STAFF = {Role.GRID_WORKER, Role.OFFICER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN}


def test_page_is_fresh() -> None:
    assert lifecycle.PAGE.read_text(encoding="utf-8") == lifecycle.page(), "run python -m infra.lifecycle"


def test_page_has_a_row_for_every_edge() -> None:
    rows = [line for line in lifecycle.page().splitlines() if line.startswith("| ") and line.count("|") == 7]
    assert len(rows) == len(EDGES) + len({each.status for each in EDGES})  # and a head for each status


def test_every_condition_is_said() -> None:
    assert set(GUARDS) | {Action.REOPEN, Action.ANSWER_HAPPY, Action.ANSWER_UNHAPPY} == set(CONDITIONS)


def test_staff_can_do_what_an_edge_lets_them_do() -> None:
    by_staff = {each.action for each in EDGES if {role for role, _ in each.who} & STAFF}
    assert by_staff == set(DEEDS)


def test_action_leads_to_one_status_or_stays() -> None:
    for action in Action:
        found = [each for each in EDGES if each.action is action]
        assert len({each.to for each in found if each.to is not each.status}) <= 1, action
        assert all(edge(each.status, action) is each for each in found)
