"""What a category asks besides: its questions, and what a person answered to them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Final, Literal

from chalicelib.domain.errors import too_long
from chalicelib.domain.text import clean

AnswerKind = Literal["text", "number", "choice", "date"]
ANSWER_KINDS: Final[tuple[AnswerKind, ...]] = ("text", "number", "choice", "date")
LONGEST_ANSWER: Final = 500
BESIDE: Final = 0  # no action has this version: under it lies what was said beside a petition's own words


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a question of kind choice offers."""

    code: str
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """Its English name for "en", its Chinese name for everything else."""
        return self.name_en if language == "en" else self.name_zh


@dataclass(frozen=True, slots=True)
class Question:
    """A question that a category and all below it ask."""

    category: str
    name: str
    kind: AnswerKind
    required: bool
    text_zh: str
    text_en: str
    choices: tuple[Choice, ...] = ()

    def text(self, language: str) -> str:
        """Its English words for "en", its Chinese words for everything else."""
        return self.text_en if language == "en" else self.text_zh

    def shown(self, answer: str, language: str) -> str:
        """An answer in words: the name of the choice that was taken, else what was written."""
        named = {each.code: each.name(language) for each in self.choices}
        return named.get(answer, answer)


def choices_from(written: str) -> tuple[Choice, ...]:
    """The choices of "code:中文:English|code:…". Raises: ValueError."""
    parts = [each.split(":") for each in written.split("|") if each]
    if any(len(part) != 3 or not all(part) for part in parts):  # noqa: PLR2004 (code, zh, en)
        raise ValueError("choices are written code:中文:English|code:中文:English")
    made = tuple(Choice(*part) for part in parts)
    if len({each.code for each in made}) != len(made):
        raise ValueError("a choice's code is used twice")
    return made


def asked(questions: Iterable[Question], category: str) -> tuple[Question, ...]:
    """The questions of a category and of those above it."""
    return tuple(each for each in questions if category.startswith(each.category))


def checked(asked: Iterable[Question], given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The answers made storable, and the code of what is wrong with each field, such as `answers.shop`."""
    known = {each.name: each for each in asked}
    faults = {f"answers.{name}": "unknown_field" for name in given if name not in known}
    answers: dict[str, str] = {}
    for name, question in known.items():
        answer = clean(given.get(name, ""))
        fault = _fault(question, answer)
        if fault:
            faults[f"answers.{name}"] = fault
        elif answer:
            answers[name] = answer
    return answers, faults


def _fault(question: Question, answer: str) -> str | None:
    if not answer:
        return "answer_missing" if question.required else None
    if len(answer) > LONGEST_ANSWER:
        return too_long(answer, LONGEST_ANSWER)
    if question.kind == "choice" and answer not in {each.code for each in question.choices}:
        return "answer_invalid"
    if question.kind == "number" and not _is_number(answer):
        return "number_invalid"
    return "date_invalid" if question.kind == "date" and not _is_date(answer) else None


def _is_number(answer: str) -> bool:
    try:
        return isfinite(float(answer))
    except ValueError:
        return False


def _is_date(answer: str) -> bool:
    try:
        return date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Beside:
    """What a person said beside their words: the place, the answers, and why the one they spoke for has no phone."""

    place_words: str = ""
    answers: Mapping[str, str] | None = None
    no_phone_reason: str = ""

    def texts(self) -> dict[int, str]:
        """As a text item of the petition, erased with the others; nothing when nothing was said."""
        said = {
            name: value
            for name, value in (
                ("place_words", self.place_words),
                ("answers", dict(self.answers or {})),
                ("no_phone_reason", self.no_phone_reason),
            )
            if value
        }
        return {BESIDE: json.dumps(said, ensure_ascii=False)} if said else {}


def beside(texts: Mapping[int, str]) -> Beside:
    """What was said beside, read from a petition's texts; empty once it is erased."""
    return Beside(**json.loads(texts[BESIDE])) if texts.get(BESIDE) else Beside(answers={})
