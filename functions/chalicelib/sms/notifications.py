"""SNS notifications that come by HTTP: who sent them is proved by their signature, never by their words."""

from __future__ import annotations

import base64
import http.client
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from chalicelib.domain.receipts import NotificationRefused
from chalicelib.sms.certificates import CertificateBroken, public_key

# Source: "Verifying the signatures of Amazon SNS messages", Amazon SNS Developer Guide.
_HOST: Final = re.compile(r"sns\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com(?:\.cn)?")
_CERTIFICATE: Final = re.compile(r"/SimpleNotificationService-[0-9a-f]{16,64}\.pem")
_SIGNED: Final[Mapping[str, tuple[str, ...]]] = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_VERSION: Final = "2"  # SHA-256; version 1 is SHA-1, which nobody should believe any more (decision 0034)
# Source: SNS repeats a notification for 23 days; what we remember of it lives 30.
OLDEST, NEWEST = timedelta(days=30), timedelta(minutes=15)
TIMEOUT_SECONDS, LARGEST = 5, 64 * 1024

Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Notification:
    """What SNS sent. `confirm` is the address that confirms a subscription, if it asks for that."""

    message: str
    confirm: str = ""


def fetch(url: str) -> bytes:
    """What lies at an address of SNS; redirections are not followed. Raises: OSError, HTTPException."""
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(parts.hostname or "", timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        answer = connection.getresponse()
        content = answer.read(LARGEST)
        if answer.status != 200:  # noqa: PLR2004 (the one success)
            raise OSError(answer.status)
        return content
    finally:
        connection.close()


@dataclass(slots=True)
class Verifier:
    """Knows the topics that may speak to us, and keeps the certificates it has fetched."""

    topics: Collection[str]
    fetch: Fetch = fetch
    _held: dict[str, bytes] = field(default_factory=dict)

    def read(self, body: bytes, now: datetime) -> Notification:
        """What a body says. Raises: NotificationRefused; OSError or HTTPException when the certificate is away."""
        told = _told(body)
        if told["TopicArn"] not in self.topics:
            raise NotificationRefused("topic_unknown")
        self._check_signature(told, _signed_at(told["Timestamp"], now))
        if told["Type"] == "Notification":
            return Notification(told["Message"])
        if not _is_of_sns(told["SubscribeURL"]):
            raise NotificationRefused("address_foreign")
        return Notification("", told["SubscribeURL"])

    def _check_signature(self, told: Mapping[str, str], at: datetime) -> None:
        if told.get("SignatureVersion") != _VERSION:
            raise NotificationRefused("signature_version")
        url = told.get("SigningCertURL", "")
        if not _is_of_sns(url) or not _CERTIFICATE.fullmatch(urlsplit(url).path) or urlsplit(url).query:
            raise NotificationRefused("certificate_foreign")
        try:
            signature = base64.b64decode(told.get("Signature", ""), validate=True)
        except ValueError:
            raise NotificationRefused("signature_broken") from None
        try:
            key = public_key(self._certificate(url))
        except CertificateBroken:
            raise NotificationRefused("certificate_broken") from None
        # It may come again for 23 days under the signature of its first day, whatever became of the certificate since.
        if not key.holds(at) or not key.signed(_signed_text(told), signature):
            raise NotificationRefused("signature_wrong")

    def _certificate(self, url: str) -> bytes:
        if url not in self._held:
            self._held[url] = self.fetch(url)
        return self._held[url]

    def confirm(self, notification: Notification) -> None:
        """Nothing; the subscription that our own topic asked for is confirmed. Raises: OSError, HTTPException."""
        self.fetch(notification.confirm)


def _told(body: bytes) -> dict[str, str]:
    try:
        came: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise NotificationRefused("body_broken") from None
    if not isinstance(came, dict) or not isinstance(came.get("Type"), str) or came["Type"] not in _SIGNED:
        raise NotificationRefused("body_broken")
    told = {name: value for name, value in came.items() if isinstance(value, str)}
    if any(name not in told for name in _SIGNED[told["Type"]] if name != "Subject"):
        raise NotificationRefused("body_broken")
    return told


def _signed_text(told: Mapping[str, str]) -> bytes:
    names = [name for name in _SIGNED[told["Type"]] if name in told]
    return "".join(f"{name}\n{told[name]}\n" for name in names).encode("utf-8", "surrogatepass")


def _is_of_sns(url: str) -> bool:
    try:
        parts = urlsplit(url)
        plain = parts.port is None and parts.username is None and not parts.fragment
    except ValueError:
        return False
    return parts.scheme == "https" and plain and bool(_HOST.fullmatch(parts.hostname or ""))


def _signed_at(stamp: str, now: datetime) -> datetime:
    """When SNS says that it published, which it signed too. Raises: NotificationRefused for a time too far from now."""
    try:
        told = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        raise NotificationRefused("time_broken") from None
    if not now - OLDEST <= told <= now + NEWEST:
        raise NotificationRefused("time_wrong")
    return told
