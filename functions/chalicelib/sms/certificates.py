"""The RSA key in an X.509 certificate, and whether it signed something: what SNS's HTTP notifications need, no more.

A library for this weighs 4 MB in the package; the key is read with the few rules of DER that a certificate uses, and
the signature is checked by domain/rsa.py.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chalicelib.domain.rsa import LEAST_BITS, verifies

_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_INTEGER, _BITS, _OID, _UTC_TIME, _TIME, _SEQUENCE, _VERSION = 0x02, 0x03, 0x06, 0x17, 0x18, 0x30, 0xA0
_LONG_FORM, _MOST_LENGTH_BYTES = 0x80, 3
_RSA: Final = bytes.fromhex("2a864886f70d010101")  # Source: RFC 8017, rsaEncryption
_LARGEST_EXPONENT: Final = 2**33


class CertificateBroken(ValueError):
    """It is no certificate with an RSA key that we would trust."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An RSA key, and from when to when its certificate holds."""

    modulus: int
    exponent: int
    not_before: datetime
    not_after: datetime

    def holds(self, at: datetime) -> bool:
        """True within the certificate's time."""
        return self.not_before <= at <= self.not_after

    def signed(self, content: bytes, signature: bytes) -> bool:
        """True when the key's owner signed the content (RSASSA-PKCS1-v1_5 with SHA-256)."""
        return verifies(self.modulus, self.exponent, content, signature)


def public_key(pem: bytes) -> PublicKey:
    """The key of the first certificate in a PEM text. Raises: CertificateBroken."""
    found = _PEM.search(pem)
    if found is None:
        raise CertificateBroken
    try:
        return _key_of(base64.b64decode(b"".join(found[1].split()), validate=True))
    except (IndexError, ValueError):
        raise CertificateBroken from None


def _key_of(der: bytes) -> PublicKey:
    certificate = _children(_only(der, _SEQUENCE))
    fields = _children(_value(certificate[0], _SEQUENCE))
    if fields[0][0] == _VERSION:
        fields = fields[1:]
    # Source: RFC 5280, 4.1: serial number, signature, issuer, validity, subject, subjectPublicKeyInfo.
    not_before, not_after = (_moment(each) for each in _children(_value(fields[3], _SEQUENCE)))
    algorithm, key = _children(_value(fields[5], _SEQUENCE))
    if _value(_children(_value(algorithm, _SEQUENCE))[0], _OID) != _RSA:
        raise CertificateBroken
    bits = _value(key, _BITS)
    if bits[0] != 0:
        raise CertificateBroken
    modulus, exponent = (int.from_bytes(_value(each, _INTEGER)) for each in _children(_only(bits[1:], _SEQUENCE)))
    odd = modulus % 2 and exponent % 2
    if modulus.bit_length() < LEAST_BITS or not odd or not 3 <= exponent < _LARGEST_EXPONENT:  # noqa: PLR2004 (RFC 8017)
        raise CertificateBroken
    return PublicKey(modulus, exponent, not_before, not_after)


Element = tuple[int, bytes]


def _next(der: bytes, at: int) -> tuple[Element, int]:
    """The element that begins at a place, and where the next one does."""
    tag, length, start = der[at], der[at + 1], at + 2
    if length & _LONG_FORM:
        count = length & ~_LONG_FORM
        if not 0 < count <= _MOST_LENGTH_BYTES:
            raise CertificateBroken
        length, start = int.from_bytes(der[start : start + count]), start + count
    end = start + length
    if end > len(der):
        raise CertificateBroken
    return (tag, der[start:end]), end


def _children(der: bytes) -> list[Element]:
    found: list[Element] = []
    at = 0
    while at < len(der):
        element, at = _next(der, at)
        found.append(element)
    return found


def _only(der: bytes, tag: int) -> bytes:
    (element,) = _children(der)
    return _value(element, tag)


def _value(element: Element, tag: int) -> bytes:
    if element[0] != tag:
        raise CertificateBroken
    return element[1]


def _moment(element: Element) -> datetime:
    shape = {_UTC_TIME: "%y%m%d%H%M%SZ", _TIME: "%Y%m%d%H%M%SZ"}.get(element[0])
    if shape is None:
        raise CertificateBroken
    return datetime.strptime(element[1].decode("ascii"), shape).replace(tzinfo=UTC)
