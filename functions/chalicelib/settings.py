"""What the deployment tells its functions: names from the template, nothing secret."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment of a function, checked once when it starts."""

    stage: str
    table: str
    contacts_table: str
    contacts_key: str
    erasures_table: str
    staff_key: str
    issuer: str
    issuer_client: str
    issuer_secret: str
    issuer_claim: str
    secret: str
    origin_secret: str
    sms_queue: str
    bulletins_bucket: str
    uploads_bucket: str
    photos_bucket: str
    reveal_function: str
    export_function: str
    exports_bucket: str
    sms_provider: str
    sms_simulator_url: str
    sms_origination: str
    sms_configuration_set: str
    sms_topics: str
    sms_secret: str
    callback_keys: str
    map_tile_url: str
    map_tile_datum: str
    map_tile_attribution: str
    map_tile_max_zoom: str
    clock: str
    version: str


def from_environment() -> Settings:
    """The settings. Raises: KeyError naming what the template forgot."""
    names = {name: f"NUANNAN_{name.upper()}" for name in Settings.__dataclass_fields__}
    return Settings(**{name: os.environ[variable] for name, variable in names.items()})
