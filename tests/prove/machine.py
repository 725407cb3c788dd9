"""Random lives: legal and illegal actions by random people, at once, under faults; the laws are looked at after each."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from botocore.exceptions import BotoCoreError, ClientError
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import (
    ActionNotAllowed,
    Busy,
    InvalidInput,
    NuannanError,
    PetitionNotFound,
    VersionConflict,
)
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition, Status
from chalicelib.journey.acting import allowed_edges
from chalicelib.journey.appeal import appeal, reopen
from chalicelib.journey.handle import Command, act
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.sweep import sweep
from chalicelib.journey.withdraw import withdraw
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fakes import FakePorts
from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, HILL, OAK, PIER, staff
from tests.journey.steps import RATINGS, answers, deliver, report
from tests.prove import expected, faults
from tests.prove.faults import Crash
from tests.prove.laws import Laws
from tests.prove.worlds import faulty

PEOPLE = (
    staff(Role.GRID_WORKER, ELM), staff(Role.OFFICER, ELM), staff(Role.OFFICER, HILL), staff(Role.OFFICER, BAY),
    staff(Role.OFFICER, OAK), staff(Role.GRID_WORKER, PIER), staff(Role.OFFICER, DEPARTMENT),
    staff(Role.DISPATCHER, DISTRICT), staff(Role.SUPERVISOR, DISTRICT), staff(Role.ADMIN, DISTRICT),
)  # fmt: skip
MOST = 4
ONWARD = frozenset({Action.ASSIGN, Action.ACCEPT, Action.CLOSE, Action.RESUME, Action.GRANT_HOLD, Action.FINISH_ASSIST})
UNITS = st.sampled_from([DEPARTMENT, HILL, BAY, ELM, OAK, PIER, DISTRICT])
FAULT = st.none() | st.tuples(st.sampled_from(faults.KINDS), st.integers(1, 6))
BROKEN = (Crash, ClientError, BotoCoreError)
steps: Counter[str] = Counter()


class Life(RuleBasedStateMachine):
    """One small district with up to four petitions."""

    made = staticmethod(lambda: FakePorts())  # the world; a test puts its own here

    @initialize()
    def begin(self) -> None:
        self.world, self.numbers = self.made(), []
        self.laws = Laws(1 if type(self.world) is FakePorts else 5)
        self.file(ELM)

    def file(self, community: str | None, **fields: object) -> None:
        serial = len(self.numbers) + 1
        place = {"community": community} if community else {"community": None, "place_words": "路口"}
        number = report(self.world, phone=f"138{serial:08d}", **place, **fields).number
        self.numbers.append(number)

    @precondition(lambda self: len(self.numbers) < MOST)
    @rule(community=st.sampled_from([ELM, OAK, PIER, None]), text=st.sampled_from(["灯坏了", "着火了,救命"]))
    def submitted(self, community, text) -> None:
        self.file(community, text=text)

    @rule(data=st.data(), fault=FAULT, times=st.integers(1, 4))
    def acted(self, data, fault, times) -> None:
        """Actions of the staff, legal or not, on the version that stands or on an old one."""
        for _ in range(times):
            self.act(data, fault)
            self.laws_hold()

    def act(self, data, fault) -> None:
        command, who = self.draw(data)
        before = self.world.petitions.get(command.number)
        key = self.world.ids.token()
        told = self.commanded(command, who, key, fault)
        steps["acted" if isinstance(told, dict) else f"refused: {type(told).__name__}"] += 1
        held = self.world.petitions.get(command.number)
        if isinstance(told, dict):
            assert held.version == before.version + 1 == told["version"]
            assert told == {**told, "status": str(held.status), "owner": held.owner, "number": command.number}
            self.check_right(before, command.action, who)
            assert self.commanded(command, who, key, None) == told
            assert self.world.petitions.get(command.number) == held
        else:
            assert held == before
            self.check_refusal(before, command, who, told)

    def draw(self, data, number: str = "") -> tuple[Command, object]:
        number = number or data.draw(st.sampled_from(self.numbers))
        held = self.world.petitions.get(number)
        district, now = self.world.districts.current(), self.world.clock.now()
        legal = [(who, edge.action) for who in PEOPLE for edge in allowed_edges(held, who, district, now)]
        anything = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(Action))
        onward = [each for each in legal if each[1] in ONWARD]  # or most lives would end before they began
        if onward and data.draw(st.integers(0, 2)):
            legal = onward
        wild = not legal or data.draw(st.integers(0, 7)) == 7
        who, action = data.draw(anything if wild else st.sampled_from(legal))
        details = {"note": "灯杆已修", "plan": "春天再种", "unit": data.draw(UNITS), "days": str(data.draw(st.integers(1, 3)))}
        details["reason"] = "in_court" if action == "reject" else "x"
        day = self.world.clock.now() + timedelta(days=data.draw(st.integers(0, 20)))
        details |= {"review_date": day.date().isoformat(), "lead": data.draw(st.sampled_from(self.numbers))}
        if action == "escalate" and data.draw(st.booleans()):
            details["units"] = data.draw(UNITS)
        version = held.version - (data.draw(st.integers(0, 9)) == 9)
        return Command(number, str(action), version, details), who

    def commanded(self, command: Command, who, key: str, fault) -> dict | NuannanError:
        """The answer, the same key being sent again for as long as something breaks."""
        kind, at = fault or (None, 0)
        for _ in range(50):
            try:
                with faulty(self.world, kind, at):
                    return act(self.world, command, who, key)
            except (*BROKEN, Busy):
                kind = None
            except NuannanError as refused:
                return refused
        raise AssertionError("broken for ever")

    def check_right(self, before: Petition, action: str, who) -> None:
        (held,) = who.roles
        assert (str(before.status), action) in expected.BY_STAFF, (before.status, action)
        assert expected.may(str(held.role), held.unit, before.owner, before.assisting, action), (who.login, action)

    def check_refusal(self, before: Petition, command: Command, who, refused: NuannanError) -> None:
        (held,) = who.roles
        reached = any(expected.below(unit, held.unit) for unit in (before.owner, *before.assisting))
        if not reached and isinstance(refused, VersionConflict):  # it went out of sight while this person looked at it
            entries = self.world.petitions.whole(command.number)[1]
            seen, first = entries[command.version - 1], entries[command.version]
            assert (refused.by, refused.action) == (first.by.id, str(first.action))
            assert any(expected.below(unit, held.unit) for unit in (seen.owner_after, *before.assisting))
        elif not reached:
            assert isinstance(refused, PetitionNotFound)
        elif command.version != before.version:
            assert isinstance(refused, VersionConflict)
            assert (refused.by, refused.action) == (before.last.by, before.last.action)
        elif isinstance(refused, ActionNotAllowed):
            free = command.action in expected.FREE and (str(before.status), command.action) in expected.BY_STAFF
            right = expected.may(str(held.role), held.unit, before.owner, before.assisting, command.action)
            assert not (free and right), command
        else:
            assert isinstance(refused, InvalidInput), refused

    @rule(data=st.data())
    def raced(self, data) -> None:
        """Two actions on one version at once: one winner, and the loser is told who was first."""
        command, one = self.draw(data)
        other, two = self.draw(data, command.number)
        before = self.world.petitions.get(command.number)
        other = Command(command.number, other.action, before.version, other.details)
        command = Command(command.number, command.action, before.version, command.details)
        if "assist" in command.action + other.action and command.action != other.action:
            other = Command(other.number, command.action, before.version, command.details)
        tasks = [(command, one), (other, two)]
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(lambda task: self.commanded(*task, self.world.ids.token(), None), tasks))
        winners = [who for (_, who), answer in zip(tasks, told, strict=True) if isinstance(answer, dict)]
        held = self.world.petitions.get(command.number)
        assert held.version == before.version + len(winners)
        assert len(winners) <= 1
        for answer in told:
            if isinstance(answer, VersionConflict) and winners:
                assert answer.by in (winners[0].login, before.last.by) or answer.action == "join"
        steps[f"raced: {len(winners)} won"] += 1

    @rule(data=st.data(), fault=FAULT, digit=st.integers(0, 3))
    def spoke(self, data, fault, digit) -> None:
        """The citizen answers, withdraws, appeals or reopens."""
        number = data.draw(st.sampled_from(self.numbers))
        held, visit = self.world.petitions.get(number), Visit(number, DEVICE)
        doable = {
            Status.CLOSED: "answer", Status.SETTLED: data.draw(st.sampled_from(["answer", "appeal"])),
            Status.REJECTED: "appeal", Status.MERGED: "reopen",
        }.get(held.status, data.draw(st.sampled_from(["answer"] * 30 + ["withdraw"])))  # fmt: skip
        said = {
            "answer": lambda: answers(self.world, number, RATINGS[digit]), "reopen": lambda: reopen(self.world, visit, "x"),
            "withdraw": lambda: withdraw(self.world, visit, "x"), "appeal": lambda: appeal(self.world, visit, "x"),
        }  # fmt: skip
        steps[f"{doable}: {self.tried(said[doable], fault)}"] += 1
        held = self.world.petitions.get(number)
        self.tried(said[doable], None)
        assert self.world.petitions.get(number) == held, "said again, it changes nothing"

    def tried(self, work, fault) -> str:
        kind, at = fault or (None, 0)
        for _ in range(50):
            try:
                with faulty(self.world, kind, at):
                    work()
                return "done"
            except (*BROKEN, Busy):
                kind = None
            except NuannanError as refused:
                return type(refused).__name__
        raise AssertionError("broken for ever")

    @rule(fault=FAULT, both=st.booleans())
    def swept(self, fault, both) -> None:
        """The sweep, perhaps cut off and run again, perhaps two at once."""
        if both:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda _: self.tried(lambda: sweep(self.world), None), range(2)))
        self.tried(lambda: sweep(self.world), fault)
        self.laws.expand_fan_outs()
        assert self.world.petitions.due_fan_outs(9) == []
        versions = [self.world.petitions.get(number).version for number in self.numbers]
        assert sweep(self.world).petitions == 0
        assert versions == [self.world.petitions.get(number).version for number in self.numbers]
        steps["swept"] += 1

    @rule(serial=st.integers(1, MOST))
    def delivered(self, serial) -> None:
        self.tried(lambda: deliver(self.world, f"138{serial:08d}"), None)

    @rule(hours=st.sampled_from([0.1, 1, 3, 4, 8, 24, 49, 120, 200]))
    def waited(self, hours) -> None:
        if self.world.clock.now().year == 2025 and self.world.clock.now().month < 12:  # within the wall calendar
            self.world.clock.move(hours=hours)

    @rule(data=st.data())
    def counted(self, data) -> None:
        self.laws.count(self.world, data.draw(st.sampled_from(self.numbers)))

    @invariant()
    def laws_hold(self) -> None:
        if getattr(self, "numbers", None):
            self.world.clock.move(milliseconds=1)  # two steps of one moment would be one place in a phone's line
            self.laws.check(self.world, self.numbers)
            steps["looked at"] += 1

    def teardown(self) -> None:
        if getattr(self, "numbers", None):
            self.laws.check_lists(self.world, self.numbers)
            self.laws.check_counters(self.world, self.numbers)
