"""An SMS is an answer only when it can be nothing else."""

import pytest
from chalicelib.domain.replies import Reading, read
from hypothesis import given
from hypothesis import strategies as st

ANSWERS = [
    ("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("１", "1"), ("４", "4"), ("①", "1"), ("⒉", "2"), ("1️⃣", "1"),
    (" 1 ", "1"), ("1\n", "1"), ("1。", "1"), ("1.", "1"), ("2！", "2"), ("【1】", "1"), ("“3”", "3"), ("(4)", "4"),
    ("1。谢谢", "1"), ("1，谢谢！", "1"), ("2 谢谢您", "2"), ("3、辛苦了", "3"), ("1, thanks", "1"), ("1 thank you", "1"),
    ("1。谢谢，辛苦了", "1"), ("\u200b1\ufeff", "1"), ("4。\n谢谢你们。", "4"), ("2～谢谢", "2"),
    ("满意", "1"), ("满意。", "1"), ("非常满意！", "1"), ("满意，谢谢", "1"), ("满意谢谢", "1"), ("“满意”", "1"),
    ("已解决，满意", "1"), ("基本满意", "2"), ("基本满意。谢谢您", "2"), ("已解决，不满意", "3"), ("已解决但不满意", "3"),
    ("没解决", "4"), ("未解决", "4"), ("没有解决。", "4"), ("还没解决！", "4"), ("问题没解决", "4"),
]  # fmt: skip
ASK_WHICH = ["不满意", "不满意。", "很不满意！", "已解决", "解决了", "已解决，谢谢", "问题已解决"]
COMMENTS = [
    "1个月了没人管", "1 个月了没人管", "1不满意", "1，不满意", "1。没解决", "1 但是没解决", "不是1", "不1", "12", "21", "1 2",
    "1、2", "11", "1/2", "½", "1.5", "-1", "－1", "0", "5", "01", "1?", "1？", "1号楼", "1楼没修", "1谢谢", "1a", "一",
    "满意？", "满意个屁", "不太清楚", "不基本满意", "没，解决了", "不，满意", "不 满意", "没解决好", "没解决的话我再来", "满意才怪",
    "路灯还没修", "谢谢", "好的", "???", "...", "选1", "1 谢谢 但是没修", "查询我的件", "退订不了", "👍", "1👍", "٣",
]  # fmt: skip
KEYWORDS = [
    ("查询", Reading("query")), ("CX", Reading("query")), ("查询。", Reading("query")),
    ("查询12345678901234", Reading("query", argument="12345678901234")),
    ("cx 1234-5678-901-234", Reading("query", argument="12345678901234")),
    ("ＣＸ１２３４５６７８９０１２３４", Reading("query", argument="12345678901234")),
    ("查询：1234 5678 901 234", Reading("query", argument="12345678901234")),
    ("CX+1", Reading("query", argument="1")),
    ("退订", Reading("stop")), ("TD", Reading("stop")), ("td。", Reading("stop")), ("ＴＤ", Reading("stop")),
    ("恢复", Reading("start")), ("hf", Reading("start")), ("帮助", Reading("help")), ("BZ", Reading("help")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "digit"), ANSWERS)
def test_reply_is_answer_when_sure(text: str, digit: str) -> None:
    assert read(text) == Reading("answer", digit)


@pytest.mark.parametrize("text", ASK_WHICH)
def test_reply_asks_which_when_half_clear(text: str) -> None:
    assert read(text) == Reading("ask_which")


@pytest.mark.parametrize("text", COMMENTS)
def test_reply_is_comment_when_unsure(text: str) -> None:
    assert read(text) == Reading("comment")


@pytest.mark.parametrize(("text", "reading"), KEYWORDS)
def test_reply_is_keyword_when_named(text: str, reading: Reading) -> None:
    assert read(text) == reading


@pytest.mark.parametrize("text", ["", " ", "\n\u3000\t", "\u200b\ufeff"])
def test_reply_is_empty_when_nothing_shows(text: str) -> None:
    assert read(text) == Reading("empty")


@given(st.text(max_size=60))
def test_reply_has_digit_only_when_answer(text: str) -> None:
    reading = read(text)
    assert (reading.digit in ("1", "2", "3", "4")) == (reading.kind == "answer")
