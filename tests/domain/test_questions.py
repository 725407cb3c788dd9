"""What a category asks, and what counts as an answer."""

import pytest
from chalicelib.domain.questions import Beside, Choice, Question, asked, beside, checked, choices_from

NIGHT = Choice("night", "夜间", "At night")
QUESTIONS = (
    Question("04", "when", "choice", True, "何时", "When?", (NIGHT,)),
    Question("0401", "since", "date", False, "从何时", "Since when?"),
    Question("04", "loud", "number", False, "多响", "How loud?"),
    Question("11", "shop", "text", False, "商家", "Shop"),
)


@pytest.mark.parametrize(
    ("category", "names"),
    [("04", ["when", "loud"]), ("0401", ["when", "since", "loud"]), ("040102", ["when", "since", "loud"]), ("", []), ("other", [])],
)
def test_category_asks_its_own_and_what_is_asked_above_it(category, names) -> None:
    assert [each.name for each in asked(QUESTIONS, category)] == names


@pytest.mark.parametrize(
    ("given", "answers", "faults"),
    [
        ({"when": "night"}, {"when": "night"}, {}),
        ({}, {}, {"answers.when": "answer_missing"}),
        ({"when": " \x00"}, {}, {"answers.when": "answer_missing"}),
        ({"when": "noon"}, {}, {"answers.when": "answer_invalid"}),
        ({"when": "night", "loud": "87.5", "since": "2026-02-28"}, {"when": "night", "loud": "87.5", "since": "2026-02-28"}, {}),
        ({"when": "night", "loud": "loud"}, {"when": "night"}, {"answers.loud": "number_invalid"}),
        ({"when": "night", "loud": "nan"}, {"when": "night"}, {"answers.loud": "number_invalid"}),
        ({"when": "night", "since": "2026-02-30"}, {"when": "night"}, {"answers.since": "date_invalid"}),
        ({"when": "night", "since": "20260228"}, {"when": "night"}, {"answers.since": "date_invalid"}),
        ({"when": "night", "since": "x" * 501}, {"when": "night"}, {"answers.since": "text_too_long"}),
        ({"when": "night", "shop": "x"}, {"when": "night"}, {"answers.shop": "unknown_field"}),
    ],
)
def test_answers_are_kept_or_refused_field_by_field(given, answers, faults) -> None:
    assert checked(asked(QUESTIONS, "0401"), given) == (answers, faults)


def test_answer_is_shown_in_words_when_it_was_a_choice() -> None:
    assert [QUESTIONS[0].shown("night", language) for language in ("zh", "en")] == ["夜间", "At night"]
    assert QUESTIONS[3].shown("小店", "en") == "小店"


def test_what_was_said_beside_is_one_text_that_can_be_erased() -> None:
    said = Beside("老集市后面", {"when": "night"}, "没有手机")
    assert beside(said.texts()) == said
    assert Beside().texts() == {}
    assert beside({1: "words"}).place_words == beside({0: ""}).place_words == ""


@pytest.mark.parametrize("written", ["a", "a:甲", "a:甲:", "a:甲:A:x", "a:甲:A|a:乙:B"])
def test_choices_are_refused_when_they_are_not_written_so(written) -> None:
    with pytest.raises(ValueError):
        choices_from(written)
