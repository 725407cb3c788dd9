"""Joins the journey to AWS. Each client is made when it is first needed, so that a function pays for its own only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.domain import receipt_number
from chalicelib.domain.outbox import Contact
from chalicelib.domain.ports import Carrier, Clock, Darkroom, Issuer, Provider, Secrets
from chalicelib.domain.receipts import Came
from chalicelib.domain.tiles import Tiles, tiles_from
from chalicelib.observability import current_correlation, tell_message, tell_passed_over
from chalicelib.settings import Settings, from_environment
from chalicelib.storage.bulletins import StoredBulletins
from chalicelib.storage.circuits import DynamoCircuits
from chalicelib.storage.config import StoredDistricts
from chalicelib.storage.configuration import StoredConfigurations
from chalicelib.storage.contacts import SealedContacts
from chalicelib.storage.days import DynamoDays
from chalicelib.storage.erasures import DynamoErasures
from chalicelib.storage.exports import StoredExports
from chalicelib.storage.items import Item
from chalicelib.storage.outbox import DynamoOutbox
from chalicelib.storage.people import DynamoDoor, DynamoPeople
from chalicelib.storage.petitions import DynamoPetitions
from chalicelib.storage.photos import DynamoPhotos, S3PhotoFiles
from chalicelib.storage.proofs import DynamoProofs
from chalicelib.storage.receipts import DynamoReceipts
from chalicelib.storage.reveals import DynamoReveals, LambdaRevealer
from chalicelib.storage.subscriptions import DynamoSubscriptions
from chalicelib.storage.supporters import DynamoSupporters
from chalicelib.storage.table import Table
from chalicelib.storage.tally import DynamoTally
from chalicelib.storage.terms import DynamoTerms
from chalicelib.storage.wake import SqsWake

if TYPE_CHECKING:
    from chalicelib.sms.notifications import Verifier

MAC_BYTES = 16


class SystemClock:
    """The time of day."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.now(UTC)


class MovedClock:
    """The local stage's time of day: moved by the seconds that a file names."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def now(self) -> datetime:
        """The present moment, moved, UTC."""
        try:
            offset = json.loads(self._path.read_text())["offset_seconds"]
        except FileNotFoundError:
            offset = 0
        return datetime.now(UTC) + timedelta(seconds=offset)


class RandomIds:
    """Randomness from the operating system."""

    def receipt_number(self) -> str:
        """13 random digits and their check digit."""
        return receipt_number.make(f"{secrets.randbelow(10**13):013d}")

    def token(self) -> str:
        """256 random bits, URL-safe."""
        return secrets.token_urlsafe(32)

    def random(self, count: int) -> bytes:
        """Random bytes."""
        return secrets.token_bytes(count)

    def sequence(self, now: datetime) -> str:
        """Milliseconds and a process-wide tie-break, then randomness."""
        return f"{int(now.timestamp() * 1000):013d}{time.monotonic_ns() % 10**9:09d}{secrets.token_hex(4)}"


class KeyedSecrets:
    """Keyed hashes and signed tokens under one key, parted by purpose."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _mac(self, purpose: str, words: str) -> bytes:
        return hmac.digest(self._key, f"{purpose}\0{words}".encode(), hashlib.sha256)

    def digest(self, purpose: str, text: str) -> str:
        """128 bits of a keyed hash, hex."""
        return self._mac(purpose, text)[:MAC_BYTES].hex()

    def sign(self, purpose: str, payload: str) -> str:
        """A URL-safe token that carries the payload and proves that we made it."""
        sealed = self._mac(purpose, payload)[:MAC_BYTES] + payload.encode()
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def verify(self, purpose: str, token: str) -> str | None:
        """The payload of a token of ours; None for any other."""
        try:
            sealed = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
            payload = sealed[MAC_BYTES:].decode()
        except ValueError:
            return None
        same = hmac.compare_digest(sealed[:MAC_BYTES], self._mac(purpose, payload)[:MAC_BYTES])
        return payload if same else None


class Argon2Passwords:
    """Checks argon2id hashes; the library is loaded when somebody signs in."""

    def matches(self, password_hash: str, password: str) -> bool:
        """True when the password is the one that was hashed."""
        from argon2 import PasswordHasher
        from argon2.exceptions import Argon2Error, InvalidHashError

        try:
            return PasswordHasher().verify(password_hash, password)
        except (Argon2Error, InvalidHashError):
            return False

    def hashed(self, password: str) -> str:
        """An argon2id hash. Source: RFC 9106 section 4, second recommended option (64 MiB, 3 passes, 4 lanes)."""
        from argon2 import PasswordHasher
        from argon2.profiles import RFC_9106_LOW_MEMORY

        return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).hash(password)


class SealedStaffSecrets:
    """Second factors sealed by KMS, each bound to its login."""

    def __init__(self, kms: Any, key: str) -> None:
        self._kms, self._key = kms, key

    def seal(self, login: str, secret: bytes) -> str:
        """What may be stored: one KMS call."""
        sealed = self._kms.encrypt(KeyId=self._key, Plaintext=secret, EncryptionContext={"login": login})
        return base64.b64encode(sealed["CiphertextBlob"]).decode()

    def open(self, login: str, sealed: str) -> bytes:
        """The secret again: one KMS call."""
        opened = self._kms.decrypt(
            KeyId=self._key, CiphertextBlob=base64.b64decode(sealed), EncryptionContext={"login": login}
        )
        secret: bytes = opened["Plaintext"]
        return secret


class Wired:
    """All ports, each made when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def _client(self, service: str, **settings: Any) -> Any:
        import boto3

        return boto3.client(service, **settings)

    @cached_property
    def _table(self) -> Table:
        return Table(self._client("dynamodb"), self.settings.table)

    @cached_property
    def clock(self) -> Clock:
        """The time of day, moved in the local stage."""
        kind, _, path = self.settings.clock.partition(":")
        return MovedClock(path) if kind == "file" else SystemClock()

    @cached_property
    def ids(self) -> RandomIds:
        """Randomness."""
        return RandomIds()

    def _secret_values(self, identity: str) -> dict[str, Any]:
        answer = self._client("secretsmanager").get_secret_value(SecretId=identity)
        values: dict[str, Any] = json.loads(answer["SecretString"])
        return values

    def _secret(self, identity: str) -> bytes:
        return str(self._secret_values(identity)["key"]).encode()

    @cached_property
    def secrets(self) -> KeyedSecrets:
        """Keyed hashes; the key is read once in a process."""
        return KeyedSecrets(self._secret(self.settings.secret))

    @cached_property
    def origin_key(self) -> bytes:
        """What the front alone can say, read once in a process."""
        return self._secret(self.settings.origin_secret)

    @cached_property
    def callback_keys(self) -> tuple[str, ...]:
        """Versions of the key in carriers' secret paths that let in, the newest last."""
        return tuple(self.settings.callback_keys.split(","))

    @cached_property
    def map_tiles(self) -> Tiles | None:
        """Pictures under the maps. Raises: ValueError for what a deployment by our own command would have refused."""
        told = self.settings
        return tiles_from(told.map_tile_url, told.map_tile_datum, told.map_tile_attribution, told.map_tile_max_zoom)

    @cached_property
    def districts(self) -> StoredDistricts:
        """The districts."""
        return StoredDistricts(self._table)

    @cached_property
    def configurations(self) -> StoredConfigurations:
        """Their configurations, to be changed."""
        return StoredConfigurations(self._table)

    @cached_property
    def petitions(self) -> DynamoPetitions:
        """Petitions; contacts are sealed with the key that only the sender can open."""
        return DynamoPetitions(
            self._table, self.settings.contacts_table, self._seal, tell_message, current_correlation, self.settings.erasures_table
        )

    @cached_property
    def erasures(self) -> DynamoErasures:
        """What is still to be removed of erased petitions, and the list of erasures."""
        return DynamoErasures(self._table, self.settings.erasures_table)

    @cached_property
    def photos(self) -> DynamoPhotos:
        """The places of photos."""
        return DynamoPhotos(self._table)

    @cached_property
    def photo_files(self) -> S3PhotoFiles:
        """The files of photos, signed for the host that the front asks the bucket by."""
        from botocore.config import Config

        signing = Config(signature_version="s3v4", s3={"us_east_1_regional_endpoint": "regional"})
        s3 = self._client("s3", config=signing)
        return S3PhotoFiles(s3, self.settings.uploads_bucket, self.settings.photos_bucket)

    @cached_property
    def darkroom(self) -> Darkroom:
        """Makes pictures fit to be shown; the library is loaded by the one function that does."""
        from chalicelib.images.darkroom import Darkroom as Pictures

        return Pictures()

    @cached_property
    def supporters(self) -> DynamoSupporters:
        """Who said "me too"."""
        return DynamoSupporters(self._table)

    def _seal(self, contact: Contact) -> Item:
        return self.contacts.seal(contact)

    @cached_property
    def contacts(self) -> SealedContacts:
        """Contacts; what a function may do with them is its policy's."""
        settings = self.settings
        return SealedContacts(
            self._table.client, self._client("kms"), settings.contacts_table, settings.contacts_key
        )

    @cached_property
    def reveals(self) -> DynamoReveals:
        """Who saw which contact."""
        return DynamoReveals(self._table)

    @cached_property
    def revealer(self) -> LambdaRevealer:
        """The one function that opens contacts for the desk."""
        return LambdaRevealer(self._client("lambda"), self.settings.reveal_function)

    @cached_property
    def terms(self) -> DynamoTerms:
        """By which words and units petitions are found."""
        return DynamoTerms(self._table)

    @cached_property
    def exports(self) -> StoredExports:
        """Exports, their files and the record of them."""
        return StoredExports(self._table, self._client, self.settings.exports_bucket, self.settings.export_function)

    @cached_property
    def outbox(self) -> DynamoOutbox:
        """Messages."""
        return DynamoOutbox(self._table, tell_message)

    @cached_property
    def wake(self) -> SqsWake:
        """Wakes the sender."""
        return SqsWake(self._client("sqs"), self.settings.sms_queue)

    @cached_property
    def receipts(self) -> DynamoReceipts:
        """What carriers told of messages."""
        return DynamoReceipts(self._table)

    @cached_property
    def circuits(self) -> DynamoCircuits:
        """How carriers have been doing."""
        return DynamoCircuits(self._table)

    @cached_property
    def provider(self) -> Provider:
        """The carriers that the deployment chose, in its order."""
        from chalicelib.sms.fail_over import FailOver

        carriers = [self._carrier(name) for name in self.settings.sms_provider.split(",")]
        return FailOver(carriers, self.circuits, self.clock.now, tell_passed_over)

    def _carrier(self, name: str) -> Carrier:
        """One carrier. Raises: KeyError when its account is not in the deployment's secret."""
        settings = self.settings
        if name == "simulator":
            from chalicelib.sms.simulator import Simulator

            return Simulator(settings.sms_simulator_url)
        if name == "sns":
            from chalicelib.sms.aws import ONCE
            from chalicelib.sms.sns import Sns

            return Sns(self._client("sns", config=ONCE))
        if name == "aws":
            from chalicelib.sms.aws import ONCE
            from chalicelib.sms.end_user_messaging import EndUserMessaging

            client = self._client("pinpoint-sms-voice-v2", config=ONCE)
            return EndUserMessaging(client, settings.sms_origination, settings.sms_configuration_set)
        from chalicelib.sms.aliyun import Aliyun
        from chalicelib.sms.china import account_of
        from chalicelib.sms.tencent import Tencent

        account = account_of(self._carrier_accounts[name])
        return Aliyun(account, self.clock.now) if name == "aliyun" else Tencent(account, self.clock.now)

    @cached_property
    def _carrier_accounts(self) -> dict[str, Any]:
        return self._secret_values(self.settings.sms_secret)

    @cached_property
    def tally(self) -> DynamoTally:
        """Counters, spread by the level of their unit."""
        return DynamoTally(self._table, self._level_of)

    @cached_property
    def days(self) -> DynamoDays:
        """Who has a part in which day's counters."""
        return DynamoDays(self._table)

    def _level_of(self, unit: str) -> str:
        found = self.districts.current().organisation.find(unit)
        return found.level if found else "community"

    @cached_property
    def people(self) -> DynamoPeople:
        """Staff and sessions."""
        return DynamoPeople(self._table)

    @cached_property
    def passwords(self) -> Argon2Passwords:
        """Password checks."""
        return Argon2Passwords()

    @cached_property
    def staff_secrets(self) -> SealedStaffSecrets:
        """Second factors."""
        return SealedStaffSecrets(self._client("kms"), self.settings.staff_key)

    @cached_property
    def issuer(self) -> Issuer | None:
        """The district's own issuer, where the deployment names one; its client secret is read when it is needed."""
        if not self.settings.issuer:
            return None
        from chalicelib.identity.oidc import Client, OidcIssuer

        secret = self._secret(self.settings.issuer_secret).decode()
        held = self.settings
        return OidcIssuer(Client(held.issuer, held.issuer_client, secret, held.issuer_claim))

    @cached_property
    def proofs(self) -> DynamoProofs:
        """Codes that prove a phone."""
        return DynamoProofs(self._table)

    @cached_property
    def subscriptions(self) -> DynamoSubscriptions:
        """Phones that follow a petition by SMS."""
        return DynamoSubscriptions(self._table, self.settings.contacts_table, self._seal)

    @cached_property
    def door(self) -> DynamoDoor:
        """Counters at the door."""
        return DynamoDoor(self._table)

    @cached_property
    def bulletins(self) -> StoredBulletins:
        """Issued bulletins."""
        return StoredBulletins(self._table, self._client("s3"), self.settings.bulletins_bucket)

    def table_answers(self) -> bool:
        """True when the main table can be read and a district is loaded."""
        return bool(self.configurations.heads(consistent=False).by_code)


@lru_cache(maxsize=1)
def ports() -> Wired:
    """The ports of this process."""
    return Wired(from_environment())


def callback_mark(secrets: Secrets, carrier: str, version: str) -> str:
    """What the secret path of a carrier ends with, under one version of its key."""
    return secrets.digest("callback", f"{carrier} {version}")


def called_back(carrier: str, body: bytes, now: datetime) -> Came | None:
    """What a carrier sent to its secret path; None for one that does not call back so."""
    from chalicelib.sms import callbacks

    return callbacks.by_http(carrier, body, now) if carrier in callbacks.READERS else None


def told_by_topic(message: str) -> Came:
    """What AWS End User Messaging published."""
    from chalicelib.sms import callbacks

    return callbacks.by_topic(message)


def told_by_log(packed: str) -> Came:
    """What SNS wrote into its delivery-status log."""
    from chalicelib.sms import callbacks

    return callbacks.by_log(packed)


@lru_cache(maxsize=1)
def verifier() -> Verifier:
    """Knows which of SNS's posts are true and of our topics."""
    from chalicelib.sms.notifications import Verifier

    return Verifier(frozenset(filter(None, ports().settings.sms_topics.split(","))))
