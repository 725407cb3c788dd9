"""The catalogue of SMS: every message in both languages, strict about its variables."""

import re
from datetime import UTC, datetime
from string import Formatter

import pytest
from chalicelib.domain.outbox import Message, Unrenderable
from chalicelib.domain.petition import Status
from chalicelib.domain.segments import segments
from chalicelib.domain.told_by_sms import KINDS
from chalicelib.messages import sms
from chalicelib.messages.catalogue import CATALOGUE, VARIABLES

from infra import messages

NOW = datetime(2025, 9, 29, 1, tzinfo=UTC)
LINK = "https://nuannan.example/s/" + "a" * 67
MADE = ("link", "unit_name", "status_name")  # of what the sender knows, not of the message's own variables
LANGUAGES = ("zh", "en")
PAIRS = [(name, language) for name in CATALOGUE for language in LANGUAGES]


def message(name: str, language: str = "zh", **variables: str) -> Message:
    given = {"number": "5778-5067-285-632", "unit": "1", "emergency": "", "status": "handling"} | variables
    return Message("1", "k", "57785067285632", name, given, language, NOW, NOW)


def whole(name: str, language: str = "zh") -> Message:
    own = {each: VARIABLES[each].example for each in CATALOGUE[name].variables if each not in MADE}
    return message(name, language, **own)


@pytest.mark.parametrize(("name", "language"), PAIRS)
def test_every_message_is_whole_in_both_languages(name: str, language: str) -> None:
    words = sms.render(whole(name, language), LINK, "云霄路社区")
    assert "{" not in words.text and "}" not in words.text
    assert (words.name, words.language) == (name, language)
    assert list(words.variables) == list(CATALOGUE[name].variables)
    assert all(value in words.text for value in words.variables.values())
    counted = segments(words.text)
    print(f"{name}.{language}: {counted.count} segments of {counted.encoding}, {counted.places} places")
    assert 1 <= counted.count <= 4


@pytest.mark.parametrize(("name", "language"), PAIRS)
def test_the_words_name_exactly_the_declared_variables_in_their_order(name: str, language: str) -> None:
    template = CATALOGUE[name]
    used = list(dict.fromkeys(place for _, place, _, _ in Formatter().parse(template.text(language)) if place))
    assert set(used) == set(template.variables)
    if language == "zh":  # the language that carriers approve by numbered places
        assert used == list(template.variables)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_missing_variable_is_an_error_for_every_message(name: str) -> None:
    for variable in CATALOGUE[name].variables:
        held = whole(name)
        if variable in held.variables:
            broken = message(name)
            broken.variables.clear()
            broken.variables.update({key: value for key, value in held.variables.items() if key != variable})
            if variable == "emergency":
                broken.variables["emergency"] = ""
            with pytest.raises(Unrenderable):
                sms.render(broken, LINK, "x")
    if "link" in CATALOGUE[name].variables:
        with pytest.raises(Unrenderable):
            sms.render(whole(name), "", "x")
    if "unit_name" in CATALOGUE[name].variables:
        with pytest.raises(Unrenderable):
            sms.render(whole(name), LINK, "")


@pytest.mark.parametrize("name", CATALOGUE)
def test_an_unknown_variable_is_an_error_for_every_message(name: str) -> None:
    held = whole(name)
    held.variables["text"] = "the petition's own words"
    with pytest.raises(Unrenderable):
        sms.render(held, LINK, "x")


def test_an_unknown_message_is_an_error() -> None:
    with pytest.raises(Unrenderable):
        sms.render(message("nothing"), LINK, "x")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("number", "57785067285632"), ("number", "5778-5067-285-6321"), ("hours", "4 h"), ("hours", "1000")],
)
def test_a_variable_of_another_shape_is_an_error(variable: str, value: str) -> None:
    with pytest.raises(Unrenderable):
        sms.render(message("acknowledgement", **{"hours": "4", variable: value}), LINK, "x")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a b", "https://x/" + "a" * 120])
def test_a_link_of_another_shape_is_an_error(link: str) -> None:
    with pytest.raises(Unrenderable):
        sms.render(whole("follow_up"), link, "x")


def test_a_long_unit_name_is_cut_and_never_lost() -> None:
    words = sms.render(whole("acknowledgement"), LINK, "市" * 30)
    assert words.variables["unit_name"] == "市" * 19 + "…"
    assert sms.render(whole("acknowledgement"), LINK, "市" * 20).variables["unit_name"] == "市" * 20


def test_an_emergency_says_what_to_ring_before_all_else() -> None:
    for name in ("acknowledgement", "acknowledgement_proxy", "acknowledgement_centre", "acknowledgement_proxy_centre"):
        words = sms.render(message(name, emergency="119"), LINK, "x")
        assert words.name == "acknowledgement_emergency"
        assert words.text.index("119") < words.text.index("5778")


def test_every_message_has_a_kind_and_no_kind_is_without_words() -> None:
    assert set(KINDS) == set(CATALOGUE)


def test_the_written_messages_are_fresh() -> None:
    assert messages.FILE.read_text("utf-8") == messages.document()
    for name, template in CATALOGUE.items():
        for text in (template.zh, template.en):
            assert text in messages.document(), name
    assert not re.search(r"\| [5-9]\d* ×", messages.document()), "a message of five segments"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_short_name_in_its_message(status: Status, language: str) -> None:
    words = sms.render(message("status", language, status=str(status)), LINK, "云霄路社区")
    assert segments(words.text).count <= 2
    assert language == "en" or len(words.variables["status_name"]) <= 20  # what carriers in China take


def test_a_status_that_is_none_is_an_error() -> None:
    for status in ("", "handing"):
        with pytest.raises(Unrenderable):
            sms.render(message("status", status=status), LINK, "x")


@pytest.mark.parametrize("name", ["acknowledgement_proxy", "acknowledgement_proxy_centre"])
def test_who_reported_for_somebody_is_never_called_staff(name: str) -> None:
    text = CATALOGUE[name]
    assert ("工作人员" in text.zh, "staff" in text.en.lower()) == (False, False)
    assert ("有人帮您提交" in text.zh, "somebody sent" in text.en) == (True, True)
