"""Standard answers: which fit, in which language, and what keeps one from being saved."""

import pytest
from chalicelib.domain.phrases import LONGEST, Phrase, fitting, phrase_faults

ANY, ROADS, LAMPS, NOISE = (Phrase(name, code, name, "") for name, code in (("any", ""), ("roads", "01"), ("lamps", "0102"), ("noise", "02")))


def test_the_answers_of_a_category_and_of_those_above_it_fit_the_nearest_first() -> None:
    assert fitting((ANY, NOISE, ROADS, LAMPS), "010203") == [LAMPS, ROADS, ANY]
    assert fitting((ROADS, LAMPS), "other") == []


def test_an_answer_without_english_words_is_chinese() -> None:
    assert Phrase("a", "", "中文", "").text("en") == "中文"
    assert Phrase("a", "", "中文", "English").text("en") == "English"
    assert Phrase("a", "", "中文", "English").text("zh") == "中文"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"category": "09"}, "a: there is no category 09"), ({"name": " "}, " : an answer has a name and Chinese words"),
        ({"text_zh": ""}, "a: an answer has a name and Chinese words"),
        ({"text_en": "x" * (LONGEST + 1)}, f"a: an answer has at most {LONGEST} characters"),
        ({"text_zh": "{phone}"}, "a: {phone} is none of {number}, {place}, {unit}, {category}"),
        ({"text_en": "{}"}, "a: {} is none of {number}, {place}, {unit}, {category}"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_answer_is_said(changes: dict[str, str], reason: str) -> None:
    row = {"name": "a", "category": "01", "text_zh": "{place}{number}{unit}{category}", "text_en": ""}
    assert phrase_faults([row], ["01"]) == []
    assert [each.reason for each in phrase_faults([row | changes], ["01"])] == [reason]
