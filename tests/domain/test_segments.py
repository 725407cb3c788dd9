"""Segments at the edges that carriers charge by."""

import pytest
from chalicelib.domain.segments import Segments, segments


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ("GSM-7", 0, 1)),
        ("a" * 160, ("GSM-7", 160, 1)),
        ("a" * 161, ("GSM-7", 161, 2)),
        ("a" * 306, ("GSM-7", 306, 2)),
        ("a" * 307, ("GSM-7", 307, 3)),
        ("暖" * 70, ("UCS-2", 70, 1)),
        ("暖" * 71, ("UCS-2", 71, 2)),
        ("暖" * 134, ("UCS-2", 134, 2)),
        ("暖" * 135, ("UCS-2", 135, 3)),
        ("a" * 70 + "，", ("UCS-2", 71, 2)),
        ("€" * 80, ("GSM-7", 160, 1)),
        ("é~@£Δ", ("GSM-7", 6, 1)),
        ("`", ("UCS-2", 1, 1)),
        # A sign of two places at the seam goes whole into the next segment.
        ("a" * 152 + "€" + "a" * 152, ("GSM-7", 306, 3)),
        ("暖" * 66 + "🏮" + "暖" * 66, ("UCS-2", 134, 3)),
    ],
)
def test_text_takes_the_segments_that_carriers_count(text: str, told: tuple[str, int, int]) -> None:
    assert segments(text) == Segments(*told)
