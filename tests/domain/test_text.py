"""Cleaning what was typed."""

import unicodedata

import pytest
from chalicelib.domain.text import clean
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" \r\n\t ", ""),
        ("路灯坏了", "路灯坏了"),
        ("  路灯坏了\u3000\n", "路灯坏了"),
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("一\u2028二\u2029三\x85四", "一\n二\n三\n四"),
        ("a\x00b\x1b[31mc\x7fd\x9fe", "ab[31mcde"),
        ("a\tb", "a b"),
        ("cafe\u0301", "café"),
        ("楼上👨‍👩‍👧‍👦太吵😡❤️", "楼上👨‍👩‍👧‍👦太吵😡❤️"),
        ("\ufeff开头", "开头"),
        ("看\u202e反了\u202c看", "看反了看"),
        ("半个\ud83d表情", "半个表情"),
        ("１２３ Ａ", "１２３ Ａ"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_clean_keeps_what_was_said_when_stripping_controls(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_clean_counts_characters_when_the_text_has_emoji_and_rare_hanzi() -> None:
    assert len(clean("𠮷野家😀")) == 4


@given(st.text(alphabet=st.characters(codec=None)))
def test_clean_is_storable_and_stable_when_given_anything(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [char for char in cleaned if unicodedata.category(char) == "Cc" and char != "\n"]
