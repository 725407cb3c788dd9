"""What a citizen's SMS means, read strictly: what is not surely an answer is none (design section 9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Reply = Literal["answer", "ask_which", "comment", "query", "stop", "start", "help", "empty"]

# Whole messages that are an answer. "不满意" alone leaves open whether the matter was resolved: ASK_WHICH.
ANSWERS: Final[Mapping[str, str]] = {
    "满意": "1",
    "很满意": "1",
    "非常满意": "1",
    "十分满意": "1",
    "已解决满意": "1",
    "解决了满意": "1",
    "已解决且满意": "1",
    "基本满意": "2",
    "比较满意": "2",
    "还算满意": "2",
    "已解决基本满意": "2",
    "已解决不满意": "3",
    "解决了不满意": "3",
    "已解决但不满意": "3",
    "解决了但不满意": "3",
    "没解决": "4",
    "没有解决": "4",
    "未解决": "4",
    "还没解决": "4",
    "还没有解决": "4",
    "没有得到解决": "4",
    "未得到解决": "4",
    "问题没解决": "4",
    "问题没有解决": "4",
    "问题未解决": "4",
}
# Clear in part only: the question must be asked again, for we may not choose for the citizen.
ASK_WHICH: Final = frozenset(
    (
        "不满意",
        "很不满意",
        "非常不满意",
        "不太满意",
        "解决",
        "已解决",
        "已解决了",
        "解决了",
        "已经解决",
        "已经解决了",
        "问题已解决",
    )
)
# What may follow an answer without changing it; nothing in here can negate or judge.
THANKS: Final = (
    "谢谢你们",
    "谢谢您",
    "谢谢你",
    "谢谢了",
    "谢谢啦",
    "谢谢",
    "多谢",
    "感谢你们",
    "感谢您",
    "感谢",
)
COURTESIES: Final = frozenset(
    (*THANKS, "非常感谢", "十分感谢", "辛苦了", "你们辛苦了", "您辛苦了", "您好", "你好", "好的")
)
COURTESIES_EN: Final = frozenset(("thanks", "thankyou", "thx", "ok"))
BARE_NEGATIONS: Final = frozenset(
    ("不", "没", "没有", "未", "还没", "还没有")
)  # "没，解决了" is not "没解决"

STOP: Final = frozenset(("退订", "td", "t", "stop", "unsubscribe"))
START: Final = frozenset(("恢复", "hf", "start"))
HELP: Final = frozenset(("帮助", "bz", "help"))
QUERY: Final = re.compile(r"(?:查询|cx)[\s:,.+\-#]*([0-9][0-9\s\-–—]*)?")
MARKS: Final = (
    r"\s\"'“”‘’()\[\]【】<>《》「」.。,、;:!~…·\-_*#"  # after NFKC, which folds the full-width forms
)
DIGIT_ALONE: Final = re.compile(rf"[{MARKS}]*([1-4])[{MARKS}]*")
DIGIT_SEPARATOR_WORDS: Final = re.compile(rf"[{MARKS}]*([1-4])[{MARKS}]+(.+)", re.DOTALL)
NOT_WORDS: Final = re.compile(rf"[{MARKS}]+")
NEGATIVE_NUMBER: Final = re.compile(r"\s*-\s*[0-9].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is; `digit` comes with an answer, `argument` is the number after a query, as digits."""

    kind: Reply
    digit: str | None = None
    argument: str = ""


def read(text: str) -> Reading:
    """The message's one sure meaning, or "comment" when it has none."""
    written = _folded(text)
    words = NOT_WORDS.sub("", written)
    if not words:
        return Reading("comment" if written else "empty")
    return _keyword(written, words) or _digit(written) or _whole(written) or Reading("comment")


def _folded(text: str) -> str:
    """The text after NFKC, in small letters, without the invisible characters that phones put in."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    shown = (
        char for char in folded if unicodedata.category(char) not in ("Cf", "Mn", "Me", "Cs") and char != "\0"
    )
    return "".join(shown).strip()


def _keyword(written: str, words: str) -> Reading | None:
    for kind, table in _KEYWORDS:
        if words in table:
            return Reading(kind)
    asked = QUERY.fullmatch(written.rstrip(" .。!"))
    if asked is None:
        return None
    return Reading("query", argument=re.sub(r"[^0-9]", "", asked[1] or ""))


def _digit(written: str) -> Reading | None:
    """An answer when a digit stands alone or before a courtesy and nothing else."""
    if NEGATIVE_NUMBER.fullmatch(written):
        return None
    alone = DIGIT_ALONE.fullmatch(written)
    if alone:
        return Reading("answer", alone[1])
    followed = DIGIT_SEPARATOR_WORDS.fullmatch(written)
    if followed and _is_courtesy(followed[2]):
        return Reading("answer", followed[1])
    return None


def _is_courtesy(words: str) -> bool:
    parts = _parts(words)
    return all(_is_one_courtesy(part) for part in parts) or _is_one_courtesy("".join(parts))


def _is_one_courtesy(part: str) -> bool:
    return part in COURTESIES or part in COURTESIES_EN


def _parts(words: str) -> list[str]:
    return [part for part in NOT_WORDS.split(words) if part]


def _whole(written: str) -> Reading | None:
    """What the exact tables say of the whole message, courtesies at its end left out."""
    parts = _parts(written)
    while len(parts) > 1 and _is_one_courtesy(parts[-1]):
        parts.pop()
    if len(parts) > 1 and any(part in BARE_NEGATIONS for part in parts):
        return None
    said = "".join(parts)
    thanks = next((each for each in THANKS if said.endswith(each)), "")
    said = said.removesuffix(thanks)
    if said in ANSWERS:
        return Reading("answer", ANSWERS[said])
    return Reading("ask_which") if said in ASK_WHICH else None


_KEYWORDS: Final[tuple[tuple[Reply, frozenset[str]], ...]] = (
    ("stop", STOP),
    ("start", START),
    ("help", HELP),
)
