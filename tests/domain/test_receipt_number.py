"""Receipt numbers: the check digit and what people may type."""

import pytest
from chalicelib.domain.receipt_number import _product, is_valid, make, parse, shown
from hypothesis import given
from hypothesis import strategies as st

DIGITS = st.text("0123456789", min_size=13, max_size=13)


@pytest.mark.parametrize("number", ["07945", "794623", "86095742719", "65929970489"])
def test_check_digit_agrees_when_the_number_is_a_published_example(number: str) -> None:
    """Two examples written for ISO 7064 and two German tax numbers, which use the same system."""
    assert (11 - _product(number[:-1])) % 10 == int(number[-1])


@given(DIGITS)
def test_number_is_valid_when_it_was_made_here(digits: str) -> None:
    assert is_valid(make(digits))
    assert parse(shown(make(digits))) == make(digits)


@given(DIGITS, st.integers(0, 13), st.integers(1, 9))
def test_number_is_invalid_when_any_one_digit_is_wrong(digits: str, place: int, shift: int) -> None:
    number = make(digits)
    wrong = str((int(number[place]) + shift) % 10)
    assert not is_valid(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    "digits", ["", "123", "12345678901234", "123456789012a", "１２３４５６７８９０１２３", "123456789012\n"]
)
def test_make_raises_when_it_is_not_given_13_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="13 digits"):
        make(digits)


def test_shown_groups_4_4_3_3_when_given_a_number() -> None:
    assert shown("12345678901234") == "1234-5678-901-234"


def test_parse_accepts_when_separators_or_full_width_digits_are_used() -> None:
    number = make("1234567890123")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    for typed in (number, shown(number), f"  {shown(number)}\n", shown(number).replace("-", " "), wide,
                  shown(number).replace("-", "－"), shown(number).replace("-", "—")):  # fmt: skip
        assert parse(typed) == number


@pytest.mark.parametrize("typed", ["", "1234-5678-901-234", "1234", "abc", "٠١٢٣٤٥٦٧٨٩٠١٢٣", "0" * 400])
def test_parse_is_none_when_the_text_is_no_number(typed: str) -> None:
    assert parse(typed) is None
