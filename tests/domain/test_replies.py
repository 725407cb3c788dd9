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


# Every whole message that is an answer, and what it means. It stands here once more because the table is a promise to
# citizens: a word that falls out of it would turn their answer into a comment.
WHOLE = {
    "1": "满意 很满意 非常满意 十分满意 已解决满意 解决了满意 已解决且满意",
    "2": "基本满意 比较满意 还算满意 已解决基本满意",
    "3": "已解决不满意 解决了不满意 已解决但不满意 解决了但不满意",
    "4": "没解决 没有解决 未解决 还没解决 还没有解决 没有得到解决 未得到解决 问题没解决 问题没有解决 问题未解决",
}
HALF = "不满意 很不满意 非常不满意 不太满意 解决 已解决 已解决了 解决了 已经解决 已经解决了 问题已解决"
POLITE = (
    "谢谢你们 谢谢您 谢谢你 谢谢了 谢谢啦 谢谢 多谢 感谢你们 感谢您 感谢 非常感谢 十分感谢 辛苦了 你们辛苦了 您辛苦了 您好 你好 好的"
    " thanks thankyou thx ok"
)


@pytest.mark.parametrize(("digit", "words"), [(digit, each) for digit, all_ in WHOLE.items() for each in all_.split()])
def test_whole_message_is_an_answer_when_it_stands_in_the_table(digit: str, words: str) -> None:
    assert read(words) == Reading("answer", digit)


@pytest.mark.parametrize("words", HALF.split())
def test_question_is_asked_again_when_the_message_is_clear_in_part(words: str) -> None:
    assert read(words) == Reading("ask_which")


@pytest.mark.parametrize("words", POLITE.split())
def test_courtesy_changes_nothing_when_it_follows_a_digit_or_an_answer(words: str) -> None:
    assert read(f"1。{words}") == Reading("answer", "1")
    assert read(f"没解决，{words}！") == Reading("answer", "4")


@pytest.mark.parametrize("negation", ["不", "没", "没有", "未", "还没", "还没有"])
def test_negation_apart_is_no_answer_when_the_words_beside_it_would_be_one(negation: str) -> None:
    assert read(f"{negation}，解决").kind == "comment"
    assert read(f"{negation}。满意").kind == "comment"


@pytest.mark.parametrize(
    ("word", "kind"),
    [("T", "stop"), ("STOP", "stop"), ("unsubscribe", "stop"), ("START", "start"), ("Help", "help"), ("查询 ！", "query")],
)
def test_keyword_is_known_when_written_in_english_or_with_a_mark(word: str, kind: str) -> None:
    assert read(word).kind == kind
