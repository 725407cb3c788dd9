"""Every law of the fault harness finds what it is there for, when that is planted; and nothing, when nothing is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from chalicelib.domain.outbox import MessageState

from tests.journey.steps import report
from tests.prove.case import Case
from tests.prove.harness import COLUMNS, HEAD, Outcome, Run, row
from tests.prove.verdict import LAWS, Rest, Seen, judged


def at_rest(journey: str) -> tuple[Case, Rest]:
    run = Run(journey)
    run.strike()
    seen = run.rest()
    assert not judged(seen)
    return run.case, seen.rest


def _messages(case: Case):
    [line] = [held for held in case.world.memory.messages.values() if held]
    return line


def filed_twice(case: Case) -> None:
    report(case.world, key="another")


def petition_gone(case: Case) -> None:
    del case.world.memory.petitions[case.numbers[0]]


def message_gone(case: Case) -> None:
    _messages(case).popitem()


def message_twice(case: Case) -> None:
    line = _messages(case)
    held = next(iter(line.values()))
    line["0"] = replace(held, id="0")


def _rated(case: Case, times: int) -> None:
    held = case.world.memory.petitions
    for number in case.numbers:
        rounds = tuple(replace(each, answers=each.answers * times) for each in held[number].rounds)
        held[number] = replace(held[number], rounds=rounds)


def rating_gone(case: Case) -> None:
    _rated(case, 0)


def rated_twice(case: Case) -> None:
    _rated(case, 2)


def answer_of_another(case: Case) -> None:
    case.digits[case.numbers[0]] = "3"


def history_gone(case: Case) -> None:
    del case.world.memory.history[case.numbers[0], 2]


def words_gone(case: Case) -> None:
    case.world.memory.texts.clear()


def sms_twice(case: Case) -> None:
    case.carrier.taken *= 2


def sms_of_nobody(case: Case) -> None:
    case.carrier.taken.append(("+8613800138001", "follow_up", "no message"))


def never_sent(case: Case) -> None:
    case.carrier.taken.pop()


def doubted(case: Case) -> None:
    line = _messages(case)
    for id, held in line.items():
        line[id] = replace(held, state=MessageState.UNDECIDED)


def receipt_forgotten(case: Case) -> None:
    line = _messages(case)
    for id, held in line.items():
        line[id] = replace(held, state=MessageState.SENT)


def miscounted(case: Case) -> None:
    cells = case.world.tally.cells
    cell = next(iter(cells))
    cells[cell] = Counter(cells[cell]) + Counter({next(iter(cells[cell])): 1})


def code_used_again(case: Case) -> None:
    case.world.proofs.used.clear()


PLANTED = (
    ("reply, happy", filed_twice, "petitions"), ("reply, happy", petition_gone, "petitions"),
    ("reply, happy", message_gone, "messages"), ("reply, happy", message_twice, "messages"),
    ("reply, happy", rating_gone, "ratings"), ("rate, unhappy", rated_twice, "ratings twice"),
    ("call, happy", answer_of_another, "strays"), ("close", history_gone, "life"), ("submit", words_gone, "life"),
    ("send", sms_twice, "SMS too often"), ("send, not twice", sms_twice, "SMS too often"),
    ("send", sms_of_nobody, "unsent"), ("send", never_sent, "unsent"), ("send", never_sent, "untold"),
    ("send", doubted, "needless doubt"), ("receipt", receipt_forgotten, "receipts"),
    ("receipt, early", receipt_forgotten, "receipts"), ("count", miscounted, "counters"), ("code, verified", code_used_again, "own"),
)  # fmt: skip


@pytest.mark.parametrize(("journey", "plant", "law"), PLANTED, ids=[f"{journey} {plant.__name__} {law}" for journey, plant, law in PLANTED])
def test_law_finds_what_was_planted(journey, plant, law) -> None:
    case, wanted = at_rest(journey)
    plant(case)
    seen = Seen(case, Run(journey).gate, wanted=wanted)
    assert judged(seen)[law] > 0


def test_every_law_and_every_column_was_seen_to_fail() -> None:
    assert {law for _, _, law in PLANTED} == set(LAWS)
    for column, laws in COLUMNS.items():
        found = Outcome("send", "500", 1, "outbox.settle", 0, 0, Counter({laws[0]: 7}))
        line, place = row("send", [found], 0), HEAD.index(column)
        assert line[place : place + len(column)].strip() == "7"
