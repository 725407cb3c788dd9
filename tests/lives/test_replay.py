"""A small replay on the real local stage: nine days, own samples, a ledger that balances; and one that does not."""

import re
import subprocess
import sys
import uuid

import boto3
import pytest

from tests.lives.stage import ROOT, Stage

pytestmark = pytest.mark.slow  # two minutes of lives: `make prove`


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    made = Stage(tmp_path_factory.mktemp("stage") / "home")
    yield made
    made.stop()


def replay(stage: Stage, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.replay", *arguments]
    return subprocess.run(command, cwd=ROOT, env=stage.environment, capture_output=True, text=True)


def test_ledger_balances_when_lives_were_played_and_not_when_a_history_is_cut(stage: Stage) -> None:
    played = replay(stage, "--n", "10", "--days", "9", "--seed", "4")
    assert played.returncode == 0, played.stdout + played.stderr
    assert re.search(r"ok +sent = stored +10 = 10", played.stdout)
    assert "It balances." in played.stdout
    assert "100%" in played.stderr
    again = replay(stage, "--ledger-only")
    assert again.returncode == 0, again.stdout + again.stderr
    lose_a_history_entry(stage)
    spoiled = replay(stage, "--ledger-only")
    assert spoiled.returncode == 1
    assert re.search(r"NO +histories without a gap +9 = 10", spoiled.stdout)


def lose_a_history_entry(stage: Stage) -> None:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": "us-east-1"}
    client = boto3.client("dynamodb", endpoint_url=f"http://127.0.0.1:{stage.port + 1}", **keys)
    table = next(name for name in client.list_tables()["TableNames"] if "Main" in name)
    items = client.scan(TableName=table)["Items"]
    entry = next(item for item in items if item.get("entity", {}).get("S") == "history")
    client.delete_item(TableName=table, Key={"pk": entry["pk"], "sk": entry["sk"]})


def test_replay_says_in_a_sentence_when_no_stage_runs(tmp_path) -> None:
    home = {"NUANNAN_HOME": str(tmp_path / uuid.uuid4().hex), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "infra.replay", "--n", "1"]
    ended = subprocess.run(command, cwd=ROOT, env=home, capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr.strip() == "The replay stopped: `make run` has never run here"
