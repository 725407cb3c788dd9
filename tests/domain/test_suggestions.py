"""Which categories words may mean: everyday words, names, both languages, and nothing where nothing is said."""

import pytest
from chalicelib.domain.organisation import Category
from chalicelib.domain.suggestions import LEAST_WEIGHT, MOST, plain, signs, suggested

NAMES = (
    ("01", "城乡建设", "Town"), ("010204", "城市公共设施", "Public facilities"), ("010212", "燃气供应", "Gas supply"),
    ("04", "环境保护", "Environment"), ("040203", "噪音污染", "Noise"), ("040206", "大气污染", "Air pollution"),
    ("040207", "其他", "Other: Environment"),
)  # fmt: skip
KNOWN = signs(tuple(Category(code, code[:2], zh, en, "livelihood", 2, "D") for code, zh, en in NAMES))


def codes(text: str) -> list[str]:
    return [each.code for each in suggested(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("楼下的路灯三天不亮了", "010204"),
        ("Two STREET LAMPS are dark.", "010204"),
        ("半夜施工，太吵", "040203"),
        ("noisy building site", "040203"),
        ("烧烤店油烟很大", "040206"),
        ("城市公共设施损坏", "010204"),
    ],
)
def test_words_suggest_the_category_that_they_speak_for(text: str, first: str) -> None:
    assert codes(text)[:1] == [first]


@pytest.mark.parametrize("text", ["", "hello", "您好", "gasp", "amps", "😀" * 50, "\x00\ud800"])
def test_nothing_is_suggested_when_the_words_say_too_little(text: str) -> None:
    assert codes(text) == []


def test_at_most_three_are_suggested_the_weightiest_first() -> None:
    found = codes("路灯 燃气 噪音 扰民 油烟")
    assert found[0] == "040203"
    assert len(found) == MOST


def test_neither_first_levels_nor_what_is_called_other_are_suggested() -> None:
    assert {"01", "04"} & {each.category.code for each in KNOWN} == set()
    [other] = [each for each in KNOWN if each.category.code == "040207"]
    assert not [word for word in other.weights if word in plain("其他 Other")]


def test_one_pair_of_signs_that_categories_share_is_not_enough() -> None:
    [air] = [each for each in KNOWN if each.category.code == "040206"]
    assert air.weights["污染"] < LEAST_WEIGHT
    assert codes("污染") == []
