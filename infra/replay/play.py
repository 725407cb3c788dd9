"""Four weeks of moved time: who does what at each moment, and the waiting until the stage has caught up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from infra.local import clock, stage
from infra.replay import answers, plans
from infra.replay.api import Answer, Refused
from infra.replay.citizen import Citizens
from infra.replay.desk import Desk
from infra.replay.duties import Duty, Seen, next_duty
from infra.replay.inbox import ACKNOWLEDGEMENTS, Heard, Inbox
from infra.replay.journal import Journal
from infra.replay.lives import Due, Life
from infra.replay.progress import Progress

One = TypeVar("One")
Made = TypeVar("Made")
ZONE = ZoneInfo("Asia/Shanghai")
THREADS = 6
CATCH_UP_SECONDS = 30.0
SILENCE_SECONDS = 0.8
QUIET_FROM, QUIET_TO = 21, 8  # Source: design section 9


@dataclass(slots=True)
class Play:
    """One replay of all its lives."""

    citizens: Citizens
    desk: Desk
    inbox: Inbox
    journal: Journal
    lives: list[Life]
    days: int = plans.DAYS
    faults: list[str] = field(default_factory=list)
    asking: dict[str, str] = field(default_factory=dict)  # phone -> the petition whose question it got last
    deeds_done: int = 0
    _by_number: dict[str, Life] = field(default_factory=dict)
    _to_report: dict[int, list[Life]] = field(default_factory=dict)
    _to_withdraw: list[Life] = field(default_factory=list)

    def run(self, progress: Progress) -> None:
        """Nothing; the days have passed. Raises: StageGone."""
        midnight = (stage.now().astimezone(ZONE) + timedelta(days=1)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        for life in self.lives:
            self._to_report.setdefault(life.plan.slot, []).append(life)
        for place, slot in enumerate(plans.slots(self.days)):
            now = midnight + slot.after
            self._move_to(now)
            self._moment(place, now)
            over = sum(life.status == "over" or bool(life.ended) for life in self.lives)
            progress.show(place + 1, f"day {slot.day + 1:2} {slot.hour:02}:00, {over} of {len(self.lives)} over")
        self.finish(midnight + timedelta(days=self.days, hours=10))

    def finish(self, now: datetime) -> None:
        """Nothing; a last morning has come, and what waited for it has gone."""
        self._move_to(now)
        self._wait_for(set(), now)

    def _move_to(self, moment: datetime) -> None:
        before = stage.now()
        if moment > before:
            clock.move(moment - before)
        clock.run_schedules(before, stage.now())

    def _moment(self, place: int, now: datetime) -> None:
        """Citizens first, then those who report, then staff on what the queue showed at the beginning."""
        self._look(now)
        self._listen(now)
        answered = self._answer(now)
        self._withdraw()
        wanted = self._report(place)
        wanted |= self._work(now, answered)
        self._wait_for(wanted if _is_day(now) else set(), now)
        if answered:
            self._wait_counted(answered)

    def _look(self, now: datetime) -> None:
        queue = {str(item["number"]): item for item in self.desk.queue("district", self.desk.district)}
        for life in self.lives:
            if life.number and not life.ended:
                life.look(queue.get(life.number), now)

    def _listen(self, now: datetime) -> list[Heard]:
        news = self.inbox.news()
        for heard in news:
            number = heard.number or self.asking.get(heard.phone, "")
            life = self._by_number.get(number)
            if life is None:
                continue
            life.token = heard.token or life.token
            if heard.kind in ("follow_up", "follow_up_link"):
                by_sms = heard.kind == "follow_up"
                if by_sms:
                    self.asking[heard.phone] = number
                life.hear_question(answers.deeds(life.plan, life.asked + 1, by_sms=by_sms), now)
            else:
                life.hear_more(heard.kind, now)
                life.hear_end(heard.kind, now)
        return news

    def _answer(self, now: datetime) -> set[str]:
        """Numbers of the petitions that an answer must have moved."""
        due = [[(life, each) for each in life.take_due(now)] for life in self.lives if not life.ended]
        done = self._all(lambda one: self._answer_one(one, now), [each for each in due if each])
        return {number for number in done if number}

    def _answer_one(self, deeds: list[tuple[Life, Due]], now: datetime) -> str:
        moved = ""
        for life, each in deeds:
            if each.deed.by == "sms" and self.asking.get(f"+86{life.plan.phone}") != life.number:
                continue
            try:
                if self.citizens.answer(life, each, now, digits_are_ours=True):
                    moved = life.number
            except Refused as refused:
                if refused.status != 429:
                    raise
                life.due.append(each)
            self.deeds_done += 1
        return moved

    def _report(self, place: int) -> set[tuple[str, str]]:
        """What must arrive for those who reported; whom the door turned away comes again at the next moment."""
        come = self._to_report.pop(place, [])
        waits = self._all(self.citizens.report, come)
        for life, wait in zip(come, waits, strict=True):
            if wait:
                self._to_report.setdefault(place + 1, []).append(life)
                continue
            self._by_number[life.number] = life
            self.deeds_done += 1
        self._to_withdraw += [life for life in come if life.plan.withdraws == "later"]
        for life in come:
            if life.plan.withdraws == "at_once" and life.number:
                self.citizens.withdraw(life)
        return {(life.number, "acknowledgement") for life in come if life.number and life.plan.phone}

    def _withdraw(self) -> None:
        self._to_withdraw = [
            life for life in self._to_withdraw if not life.number or not self.citizens.withdraw(life)
        ]

    def _work(self, now: datetime, answered: set[str]) -> set[tuple[str, str]]:
        ready = [
            (life, duty)
            for life in self.lives
            if life.number and not life.ended and life.number not in answered and life.status not in ("", "over")
            if (duty := self._duty(life)) and life.seen_since
            and life.seen_since + timedelta(hours=duty.hours) <= now
        ]  # fmt: skip
        done = self._all(lambda one: self._act(*one, now), ready)
        return {each for each in done if each}

    def _duty(self, life: Life) -> Duty | None:
        seen = Seen(
            life.status, life.owner, life.round, life.urgency, life.acts, life.handed_on, life.sent_back_by, life.waits,
            frozenset(life.had), life.appealed,
        )  # fmt: skip
        return next_duty(life.plan, seen, self.desk.district, self.desk.ground)

    def _act(self, life: Life, duty: Duty, now: datetime) -> tuple[str, str] | None:
        """The message that the action must bring, if any."""
        details = self._details(life, duty, now)
        answer = self.desk.act(self._login(life, duty), life.number, duty.action, life.version, details)
        if answer.status != 200:
            self._refused(life, duty, answer)
            return None
        life.acted(duty.action, duty.details, now)
        self.deeds_done += 1
        self.journal.write("act", life.number, action=duty.action, version=answer.body["version"])
        told = {"close": "follow_up", "reject": "rejected", "settle": "explained"}.get(duty.action)
        return (life.number, told) if told and life.plan.phone and self._comes_at_once(life, told) else None

    def _login(self, life: Life, duty: Duty) -> str:
        if duty.by in ("dispatcher", "supervisor"):
            return f"replay-{duty.by}"
        return self.desk.login_for(duty.by or life.owner)

    def _details(self, life: Life, duty: Duty, now: datetime) -> dict[str, str]:
        """The duty's details with what only the day and the other lives know: a review date, the petition to join."""
        if duty.review_days:
            day = (now + timedelta(days=duty.review_days)).astimezone(ZONE).date()
            return duty.details | {"review_date": day.isoformat()}
        if duty.action == "merge":
            others = [
                each.number for each in self.lives
                if each is not life and each.status in ("assigned", "handling") and not each.plan.fields.get("about_staff")
            ]  # fmt: skip
            return {"lead": life.plan.dice("lead", life.acts).choice(others)} if others else {"lead": "none"}
        return duty.details

    def _comes_at_once(self, life: Life, told: str) -> bool:
        """False for a question that may have to wait: behind another petition's, or for the day after an answer."""
        shared = sum(other.plan.phone == life.plan.phone for other in self.lives) > 1
        return told != "follow_up" or (life.round == 1 and not shared)

    def _refused(self, life: Life, duty: Duty, answer: Answer) -> None:
        life.acts += 1  # the next dice are other ones
        life.waits = ""
        # Whom to join was drawn from what the queue showed: since then that one may have ended, or joined another itself.
        if answer.code != "action_not_allowed" and duty.action != "merge":
            self.faults.append(f"{life.number} {duty.action}: {answer.status} {answer.code}")

    def _wait_for(self, wanted: set[tuple[str, str]], now: datetime) -> None:
        """Nothing; what must come has come, and then the phones were silent for a while."""
        until, silent = time.monotonic() + CATCH_UP_SECONDS, time.monotonic()
        while time.monotonic() < until:
            news = self._listen(now)
            wanted -= {(heard.number, "acknowledgement" if heard.kind in ACKNOWLEDGEMENTS else heard.kind) for heard in news}
            if news:
                silent = time.monotonic()
            if not wanted and time.monotonic() - silent > SILENCE_SECONDS:
                return
            time.sleep(0.15)
        self.faults += [f"{number} {kind}: no such SMS in {CATCH_UP_SECONDS:.0f} s" for number, kind in wanted]

    def _wait_counted(self, answered: set[str]) -> None:
        """Nothing; the answers that must count have moved their petitions."""
        until = time.monotonic() + CATCH_UP_SECONDS
        waiting = set(answered)
        while waiting and time.monotonic() < until:
            queue = {item["number"]: item for item in self.desk.queue("district", self.desk.district)}
            waiting = {number for number in waiting if self._stands_still(number, queue.get(number))}
            time.sleep(0.2 if waiting else 0)
        self.faults += [f"{number}: an answer moved nothing" for number in sorted(waiting)]

    def _stands_still(self, number: str, item: dict[str, object] | None) -> bool:
        life = self._by_number[number]
        happy = bool(life.valid) and life.valid[-1] in answers.HAPPY
        if happy:
            return item is not None
        return item is None or int(str(item["round_number"])) <= life.asked_round

    def _all(self, work: Callable[[One], Made], each: Iterable[One]) -> list[Made]:
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(work, each))


def _is_day(now: datetime) -> bool:
    """True while messages may go; what waits for the morning is heard then."""
    return QUIET_TO <= now.astimezone(ZONE).hour < QUIET_FROM
