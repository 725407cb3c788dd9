"""Phone numbers: what is taken, what is refused, what is shown."""

import pytest
from chalicelib.domain.phone import Phone, masked, parse

MOBILES = [
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    " 13812345678\n",
    "+8613812345678",
    "+86 138 1234 5678",
    "+86-138-1234-5678",
    "008613812345678",
    "8613812345678",
    "86 138 1234 5678",
    "(+86)13812345678",
    "１３８１２３４５６７８",
    "＋８６　１３８　１２３４　５６７８",
    "138–1234–5678",
]


@pytest.mark.parametrize("text", MOBILES)
def test_phone_is_a_mobile_when_typed_in_a_usual_way(text: str) -> None:
    assert parse(text) == Phone("+8613812345678", "mobile")


@pytest.mark.parametrize("start", [13, 14, 15, 16, 17, 18, 19])
def test_phone_is_a_mobile_when_it_starts_with_13_to_19(start: int) -> None:
    assert parse(f"{start}000000000") == Phone(f"+86{start}000000000", "mobile")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0532-85912345", "+8653285912345"),
        ("(0532) 8591 2345", "+8653285912345"),
        ("+86 532 8591 2345", "+8653285912345"),
        ("+86 0532 8591 2345", "+8653285912345"),
        ("00865328591 2345", "+8653285912345"),
        ("86-532-85912345", "+8653285912345"),
        ("010-62345678", "+861062345678"),
        ("021 62345678", "+862162345678"),
        ("0633-2212345", "+866332212345"),
    ],
)
def test_phone_is_a_landline_when_it_has_an_area_code(text: str, number: str) -> None:
    assert parse(text) == Phone(number, "landline")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12345",
        "110",
        "1381234567",
        "138123456789",
        "12812345678",
        "10000000000",
        "85912345",
        "53285912345",
        "0532-8591",
        "0532-859123456",
        "0532-15912345",
        "026-62345678",
        "010-6234567",
        "0086",
        "+1 212 555 1234",
        "+85298765432",
        "+8613812345678x9",
        "13812345678,13912345678",
        "138 1234 567八",
        "١٣٨١٢٣٤٥٦٧٨",
        "４００-８００-１２３４",
        "86" * 200,
    ],
)
def test_phone_is_none_when_it_is_no_mainland_number(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613812345678", "138****5678"),
        ("+8653285912345", "0532****2345"),
        ("+861062345678", "010****5678"),
        ("nonsense", "****"),
        ("", "****"),
    ],
)
def test_masked_hides_the_middle_when_given_a_number(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_phone_reads_the_same_when_it_was_already_e164() -> None:
    for text in [*MOBILES, "0532-85912345", "010-62345678"]:
        phone = parse(text)
        assert phone is not None
        assert parse(phone.number) == phone
