"""RSA signatures, of ID tokens and of SNS, checked with plain integers: `cryptography` would double the package."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

# DER of DigestInfo up to the hash itself. Source: RFC 8017, section 9.2, note 1.
_SHA256: Final = bytes.fromhex("3031300d060960864801650304020105000420")
LEAST_BITS: Final = 2048  # Source: NIST SP 800-131A rev. 2, section 3


def verifies(modulus: int, exponent: int, message: bytes, signature: bytes) -> bool:
    """True when the signature (RSASSA-PKCS1-v1_5 with SHA-256) is of this message and this key, and the key is long enough.

    The whole padded block is made and compared, never parsed: a lenient parser is how such signatures are forged.
    Source: RFC 8017, section 8.2.2.
    """
    size = (modulus.bit_length() + 7) // 8
    if modulus.bit_length() < LEAST_BITS or exponent < 3 or exponent % 2 == 0 or len(signature) != size:  # noqa: PLR2004
        return False
    value = int.from_bytes(signature)
    if value >= modulus:
        return False
    info = _SHA256 + hashlib.sha256(message).digest()
    meant = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    return hmac.compare_digest(pow(value, exponent, modulus).to_bytes(size), meant)
