"""The package: the same bytes twice, nothing in it that need not travel, its template fit for AWS."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra import ROOT, generated, package

FUNCTIONS = len(generated.FUNCTIONS)  # which ones they are is held by test_template.py


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> package.Built:
    return package.build(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def template(built: package.Built) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(built.template.read_text())
    return read


def test_it_is_small_and_holds_no_tests_caches_or_boto3(built: package.Built) -> None:
    assert built.archive.stat().st_size <= package.LARGEST_ZIP
    names = zipfile.ZipFile(built.archive).namelist()
    assert {"app.py", f"__pycache__/app.{sys.implementation.cache_tag}.pyc", "chalicelib/wiring.py"} <= set(
        names
    )
    roots = {name.split("/")[0] for name in names}
    assert not roots & {"boto3", "botocore", "tests"}
    assert not [name for name in names if name.endswith(".po") or "_cache/" in name]
    assert {name for name in names if name.endswith(".mo")} == {
        f"chalicelib/messages/locale/{each}.mo" for each in ("zh", "en")
    }


DEVELOPED = """
import sys; sys.path.insert(0, sys.argv[1])
from io import BytesIO
from PIL import Image
from chalicelib.images.darkroom import Darkroom
assert Image.__file__.startswith(sys.argv[1])
for kind in ("JPEG", "PNG"):
    out = BytesIO(); Image.new("RGB", (64, 32), "red").save(out, kind)
    print(kind, sorted(Darkroom().develop(out.getvalue())))
"""


def test_what_is_packaged_of_the_photo_library_reads_photos(built: package.Built, tmp_path: Path) -> None:
    zipfile.ZipFile(built.archive).extractall(tmp_path)
    assert not [pattern for pattern in package.UNUSED if list(tmp_path.glob(pattern))]
    command = [sys.executable, "-I", "-c", DEVELOPED, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.stdout == "JPEG ['large', 'small']\nPNG ['large', 'small']\n", run.stderr


def test_nothing_tells_when_or_where_it_was_built(built: package.Built) -> None:
    entries = zipfile.ZipFile(built.archive).infolist()
    assert {entry.date_time for entry in entries} == {package.EPOCH}


def test_what_linters_leave_behind_changes_nothing() -> None:
    before = package.inputs_digest()
    left = ROOT / "functions/chalicelib/.ruff_cache/left-by-a-test"
    left.parent.mkdir(exist_ok=True)
    left.write_text("anything")
    try:
        assert package.inputs_digest() == before
    finally:
        left.unlink()


def test_a_second_build_builds_nothing(built: package.Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_chalice", lambda *_: pytest.fail("it was built again"))
    assert package.build(built.archive.parent) == built


def test_each_function_has_its_own_role_and_each_role_its_own_policy(template: dict[str, Any]) -> None:
    resources = template["Resources"]
    functions = {
        key: each["Properties"]
        for key, each in resources.items()
        if each["Type"] == "AWS::Serverless::Function"
    }
    roles = [each["Role"]["Fn::GetAtt"][0] for each in functions.values()]
    assert len(functions) == len(set(roles)) == FUNCTIONS
    policies = [
        json.dumps(resources[role]["Properties"]["Policies"][0]["PolicyDocument"], sort_keys=True)
        for role in roles
    ]
    assert len(set(policies)) == FUNCTIONS
    assert all(len(resources[role]["Properties"]["Policies"]) == 1 for role in roles)


def test_the_merged_sources_replace_the_placeholders(template: dict[str, Any]) -> None:
    written = json.dumps(template)
    assert "region:account" not in written
    assert template["Resources"]["RestAPI"]["Properties"]["StageName"] == "v1"


@pytest.mark.slow
def test_the_same_inputs_give_the_same_bytes(built: package.Built, tmp_path: Path) -> None:
    again = package.build(tmp_path)
    assert again.archive.read_bytes() == built.archive.read_bytes()
    assert again.template.read_bytes() == built.template.read_bytes()


@pytest.mark.slow
def test_cfn_lint_has_nothing_to_say(built: package.Built) -> None:
    command = [sys.executable, "-c", "from cfnlint.runner import main; main()", str(built.template)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (run.returncode, run.stdout) == (0, "")
