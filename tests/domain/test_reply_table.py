"""The grammar of replies held against what phones really send."""

import pytest
from chalicelib.domain.replies import read

from tests.domain.reply_table import replies


def test_table_is_large_and_names_every_reply_once() -> None:
    said = [text for text, _ in replies()]
    assert len(said) >= 150
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(("text", "expected"), replies())
def test_reply_is_read_as_the_table_says_when_a_phone_sends_it(text: str, expected: str) -> None:
    reading = read(text)
    kind = {"answer": f"a{reading.digit}", "ask_which": "which"}.get(reading.kind, reading.kind)
    assert kind == expected
