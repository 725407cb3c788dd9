"""Reads a citizen's SMS strictly: an answer is one digit, with at most a courtesy behind it. Source: design section 9."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

COURTESY = frozenset({"", "谢谢", "谢谢你", "谢谢您", "谢谢你们", "谢谢您们", "感谢", "非常感谢", "多谢", "辛苦了", "thanks", "thank you"})
WHOLE = {
    "满意": "1", "很满意": "1", "非常满意": "1", "已解决": None, "解决了": None, "基本满意": "2", "没解决": "4", "未解决": "4",
    "没有解决": "4", "还没解决": "4", "不满意": None, "很不满意": None, "非常不满意": None, "satisfied": "1",
    "basically satisfied": "2", "not resolved": "4", "dissatisfied": None, "resolved": None,
}  # fmt: skip
KEYWORDS = {
    "查询": "query", "cx": "query", "退订": "stop", "td": "stop", "stop": "stop", "恢复": "start", "hf": "start",
    "帮助": "help", "bz": "help", "help": "help",
}  # fmt: skip
_DIGIT = re.compile(r"([1-4])(?:[\s。.,,、!~:;)]+(.*))?$", re.DOTALL)
_KEYWORD = re.compile(r"(查询|退订|恢复|帮助|cx|td|hf|bz|stop|help)[\s:+,。.]*([0-9 -]*)$")
_TAIL = " \t\r\n。.!~,"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply says. `kind`: answer, ask_which, comment, query, stop, start, help or empty."""

    kind: str
    digit: str | None = None
    argument: str = ""


def read(text: str) -> Reading:
    """The reading of a reply. Everything that is not surely an answer is a comment."""
    words = unicodedata.normalize("NFKC", text).strip().lower()
    if not words:
        return Reading("empty")
    bare = words.rstrip(_TAIL)
    if bare in WHOLE:
        digit = WHOLE[bare]
        return Reading("answer", digit) if digit else Reading("ask_which")
    keyword = _KEYWORD.fullmatch(words)
    if keyword:
        return Reading(KEYWORDS[keyword[1]], argument=keyword[2].strip())
    digit = _DIGIT.fullmatch(words)
    if digit and (digit[2] or "").rstrip(_TAIL) in COURTESY:
        return Reading("answer", digit[1])
    return Reading("comment")
