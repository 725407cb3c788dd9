"""RSA signatures against those that a library makes, and against forgeries that lenient parsers take."""

import hashlib

import pytest
from chalicelib.domain.rsa import verifies
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
N, E = KEY.public_key().public_numbers().n, 65537
D = KEY.private_numbers().d
INFO = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(b"yes").digest()


def signed_block(block: bytes) -> bytes:
    return pow(int.from_bytes(block), D, N).to_bytes(256)


def test_signature_holds_when_a_library_made_it() -> None:
    signature = KEY.sign(b"yes", padding.PKCS1v15(), hashes.SHA256())
    assert not verifies(N, E, b"yes", KEY.sign(b"yes", padding.PKCS1v15(), hashes.SHA1()))  # noqa: S303 (what is refused)
    assert verifies(N, E, b"yes", signature)
    assert not verifies(N, E, b"no", signature)
    assert not verifies(N, E, b"yes", signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not verifies(N, E, b"yes", b"\x00" + signature)
    assert not verifies(N, E, b"yes", b"")


@pytest.mark.parametrize(
    "block",
    [
        b"\x00\x01" + b"\xff" * (256 - len(INFO) - 4) + b"\x00" + INFO + b"\x00",  # rubbish behind the hash
        b"\x00\x01" + b"\xff" * 8 + b"\x00" + INFO + b"\x07" * (256 - len(INFO) - 11),  # Bleichenbacher 2006
        b"\x00\x02" + b"\xff" * (256 - len(INFO) - 3) + b"\x00" + INFO,
        b"\x00\x01" + b"\xfe" * (256 - len(INFO) - 3) + b"\x00" + INFO,
    ],
)
def test_signature_is_refused_when_its_padding_is_forged(block) -> None:
    assert not verifies(N, E, b"yes", signed_block(block))


def test_signature_is_refused_when_the_key_is_weak() -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    signature = small.sign(b"yes", padding.PKCS1v15(), hashes.SHA256())
    assert not verifies(small.public_key().public_numbers().n, E, b"yes", signature)
    block = b"\x00\x01" + b"\xff" * (256 - len(INFO) - 3) + b"\x00" + INFO
    assert not verifies(N, 1, b"yes", block)


def test_signature_is_refused_when_it_is_the_same_number_beside_the_modulus() -> None:
    signature = int.from_bytes(KEY.sign(b"yes", padding.PKCS1v15(), hashes.SHA256()))
    again = signature + N
    assert again.bit_length() > 2048 or not verifies(N, E, b"yes", again.to_bytes(256))
