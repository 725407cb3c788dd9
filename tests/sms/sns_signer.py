"""SNS as a test sees it: a certificate of its own, and bodies that it signs as the developer guide says."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"
CERTIFICATE = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
NAMES = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


@lru_cache(maxsize=4)
def key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@lru_cache(maxsize=8)
def certificate(
    bits: int = 2048,
    begins: datetime = datetime(2020, 1, 1, tzinfo=UTC),
    ends: datetime = datetime(2040, 1, 1, tzinfo=UTC),
) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    held = key(bits)
    made = x509.CertificateBuilder(name, name, held.public_key(), x509.random_serial_number(), begins, ends)
    return made.sign(held, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def signature(body: dict[str, str], bits: int = 2048) -> str:
    text = "".join(f"{name}\n{body[name]}\n" for name in NAMES[body["Type"]] if name in body)
    digest = hashes.SHA1() if body["SignatureVersion"] == "1" else hashes.SHA256()  # noqa: S303 (version 1 is SHA-1)
    return base64.b64encode(key(bits).sign(text.encode(), padding.PKCS1v15(), digest)).decode()


def signed_by_sns(message: str, stamp: str, bits: int = 2048, **changes: str) -> dict[str, str]:
    body = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": message,
        "Timestamp": stamp,
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
        **changes,
    }
    return body | {"Signature": signature(body, bits)}


def fetch(url: str) -> bytes:
    assert url == CERTIFICATE
    return certificate()
