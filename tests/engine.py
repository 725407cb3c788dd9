"""The real local AWS for tests and benches: one process, and stores made of the template's own data resources."""

import json
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.config import Config
from chalicelib.settings import Settings
from chalicelib.storage.config import StoredDistricts
from chalicelib.wiring import Wired

from infra import ROOT, load_district
from infra.local import engine as local

DATA = ROOT / "infra/template/data.yaml"
DISTRICT = ROOT / "infra/districts/shinan"
ORIGIN = "http://127.0.0.1:8400"


@dataclass
class Engine:
    """The running local AWS, with the stack of infra/template/data.yaml in it."""

    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, service: str, config: Config | None = None) -> Any:
        pool = Config(max_pool_connections=32)
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=pool.merge(config) if config else pool,
        )

    @cached_property
    def outputs(self) -> dict[str, str]:
        """Names of the tables, the keys and the buckets, as CloudFormation made them of the template."""
        cloud = self.client("cloudformation")
        template = json.dumps(yaml.safe_load(DATA.read_text(encoding="utf-8")))
        cloud.create_stack(StackName="data", TemplateBody=template)
        cloud.get_waiter("stack_create_complete").wait(StackName="data", WaiterConfig={"Delay": 1})
        made = cloud.describe_stacks(StackName="data")["Stacks"][0]["Outputs"]
        return {each["OutputKey"]: each["OutputValue"] for each in made}

    def settings(self) -> Settings:
        """What the template would tell a function, for the stack's own tables."""
        made = self.outputs
        return Settings(
            stage="test",
            table=made["MainTable"],
            contacts_table=made["ContactsTable"],
            contacts_key=made["ContactsKey"],
            erasures_table=made["ErasuresTable"],
            staff_key=made["StaffKey"],
            issuer="",
            issuer_client="",
            issuer_secret="",
            issuer_claim="",
            secret=made["Secret"],
            origin_secret=made["OriginSecret"],
            sms_queue=self.client("sqs").create_queue(QueueName="sms")["QueueUrl"],
            bulletins_bucket=made["BulletinsBucket"],
            uploads_bucket=made["UploadsBucket"],
            photos_bucket=made["PhotosBucket"],
            reveal_function="reveal",
            export_function="export",
            exports_bucket=made["ExportsBucket"],
            sms_provider="sns",
            sms_simulator_url="",
            sms_origination="",
            sms_configuration_set="",
            sms_topics="",
            sms_secret=made["SmsSecret"],
            callback_keys="1",
            map_tile_url="",
            map_tile_datum="wgs84",
            map_tile_attribution="",
            map_tile_max_zoom="18",
            clock="system",
            version="test",
        )

    def fresh(self) -> "EngineWired":
        """Real stores on empty tables of the template's schema, so that no test sees what another wrote."""
        name, client = uuid.uuid4().hex[:12], self.client("dynamodb")
        described = yaml.safe_load(DATA.read_text(encoding="utf-8"))["Resources"]
        schema = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
        for resource in ("MainTable", "ContactsTable", "ErasuresTable"):
            properties = described[resource]["Properties"]
            client.create_table(
                TableName=f"{resource}-{name}",
                **{key: properties[key] for key in schema if key in properties},
            )
        settings = replace(
            self.settings(),
            table=f"MainTable-{name}",
            contacts_table=f"ContactsTable-{name}",
            erasures_table=f"ErasuresTable-{name}",
        )
        return EngineWired(settings, self)

    def environment(self, settings: Settings) -> dict[str, str]:
        """What a function's process is started with, to reach these stores."""
        names = {
            f"NUANNAN_{name.upper()}": getattr(settings, name) for name in Settings.__dataclass_fields__
        }
        return {**local.ACCESS, "AWS_ENDPOINT_URL": self.endpoint, **names}


class EngineWired(Wired):
    """The functions' own wiring, with clients that reach the engine."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        super().__init__(settings)
        self.engine = engine

    def _client(self, service: str, **settings: Any) -> Any:
        return self.engine.client(service, **settings)

    @cached_property
    def districts(self) -> StoredDistricts:
        """The shipped district, loaded when a test first asks for it."""
        load_district.load(DISTRICT, self.settings.table, self._table.client, ORIGIN)
        return StoredDistricts(self._table)


def free_pair() -> int:
    """The first of two neighbouring ports that nobody listens on: a stage takes both."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for port in range(8600 + 100 * worker, 9000, 2):  # two workers that look at once would find the same
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no free ports")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[Engine]:
    """An engine with its state in `folder`; it ends with the block."""
    port = free_port()
    child = local.start(port, folder)
    try:
        yield Engine(port)
    finally:
        child.kill()  # nobody needs its state
        child.wait()


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """The process's environment with these values, and without a profile that would win over them."""
    before = dict(os.environ)
    os.environ.pop("AWS_PROFILE", None)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
