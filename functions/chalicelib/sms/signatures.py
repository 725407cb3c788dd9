"""The request signatures of Aliyun (ACS3-HMAC-SHA256) and Tencent Cloud (TC3-HMAC-SHA256)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

ACS3: Final = "ACS3-HMAC-SHA256"
TC3: Final = "TC3-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an account: its public name and its secret."""

    id: str
    secret: str


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def query_of(values: Mapping[str, str]) -> str:
    """The query in the order and encoding that Aliyun signs."""
    return "&".join(f"{quote(name, safe='')}={quote(values[name], safe='')}" for name in sorted(values))


def acs3(key: Key, method: str, query: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """The headers with their signature. Every x-acs- header and the host are signed.

    Source: "Request syntax and signature method V3", Alibaba Cloud SDK documentation.
    """
    signed = {**headers, "x-acs-content-sha256": _hash(body)}
    names = sorted(name for name in signed if name == "host" or name.startswith("x-acs-") or name == "content-type")
    lines = "".join(f"{name}:{signed[name].strip()}\n" for name in names)
    canonical = "\n".join([method, "/", query, lines, ";".join(names), signed["x-acs-content-sha256"]])
    mac = hmac.digest(key.secret.encode(), f"{ACS3}\n{_hash(canonical.encode())}".encode(), "sha256").hex()
    told = f"{ACS3} Credential={key.id},SignedHeaders={';'.join(names)},Signature={mac}"
    return {**signed, "Authorization": told}


def tc3(key: Key, service: str, action: str, host: str, body: bytes, now: datetime) -> dict[str, str]:
    """The signed headers of a POST of JSON; `now` is UTC.

    Source: "Signature v3", Tencent Cloud API documentation.
    """
    kind, names = "application/json; charset=utf-8", "content-type;host;x-tc-action"
    lines = f"content-type:{kind}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    canonical = "\n".join(["POST", "/", "", lines, names, _hash(body)])
    stamp, day = str(int(now.timestamp())), now.strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    derived = f"TC3{key.secret}".encode()
    for part in (day, service, "tc3_request"):
        derived = hmac.digest(derived, part.encode(), "sha256")
    mac = hmac.digest(derived, f"{TC3}\n{stamp}\n{scope}\n{_hash(canonical.encode())}".encode(), "sha256").hex()
    return {
        "Authorization": f"{TC3} Credential={key.id}/{scope}, SignedHeaders={names}, Signature={mac}",
        "Content-Type": kind,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Timestamp": stamp,
    }
