"""One-time codes, by the vectors of the RFC."""

from datetime import UTC, datetime

import pytest
from chalicelib.domain import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_code_is_the_rfcs_when_its_vectors_are_taken(seconds: int, code: str) -> None:
    """Source: RFC 6238 appendix B, SHA-1."""
    step = totp.step_of(datetime.fromtimestamp(seconds, UTC))
    assert totp.code(SECRET, step, digits=8) == code
    assert totp.code(SECRET, step) == code[-6:]


def test_no_step_is_accepted_when_it_or_a_later_one_was_before() -> None:
    now = datetime.fromtimestamp(1_000_000_020, UTC)
    step = totp.step_of(now)
    given = totp.code(SECRET, step)
    assert totp.accepted_step(SECRET, given, now, 0) == step
    assert totp.accepted_step(SECRET, given, now, step - 1) == step
    assert totp.accepted_step(SECRET, given, now, step) is None
    assert totp.accepted_step(SECRET, given, now, step + 1) is None


def test_uri_is_what_apps_read() -> None:
    assert totp.uri(SECRET, "li na", "Nuannan") == (
        "otpauth://totp/Nuannan:li%20na?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Nuannan"
    )
    assert totp.read(totp.shown(SECRET)) == SECRET
