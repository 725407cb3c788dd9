"""Builds the deployment package and its template: the same bytes for the same inputs."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from infra import ROOT, generated

# Our code and its libraries take 4.5 MB; the library that reads photos, without what reads kinds that we refuse, 3.5.
LARGEST_ZIP = 9 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
CACHES = ("__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
# Of Pillow: what reads or writes other kinds than JPEG and PNG, fonts, colour profiles. tests/infra tries what is left.
UNUSED = (
    "PIL/_avif.*", "PIL/_webp.*", "PIL/_imagingft.*", "PIL/_imagingcms.*", "PIL/_imagingtk.*", "PIL/_imagingmath.*",
    "PIL/_imagingmorph.*", "pillow.libs/libavif-*", "pillow.libs/libwebp*", "pillow.libs/libsharpyuv-*",
    "pillow.libs/libfreetype-*", "pillow.libs/libharfbuzz-*", "pillow.libs/libbrotli*", "pillow.libs/liblcms2-*",
    "pillow.libs/libpng16-*",
)  # fmt: skip
LEFT_OUT = shutil.ignore_patterns(*CACHES, "*.pyc", "*.po", ".chalice", "tests")


@dataclass(frozen=True, slots=True)
class Built:
    """The files to deploy; `digest` names the archive's content."""

    template: Path
    archive: Path
    digest: str


def digest(content: bytes) -> str:
    """The content's SHA-256, hex."""
    return hashlib.sha256(content).hexdigest()


def inputs_digest() -> str:
    """A digest of everything that the package is made of."""
    paths = [
        ROOT / name
        for name in (
            "chalice.json",
            "frontend/catalogues.py",
            "infra/front.json",
            "infra/gateway.py",
            "infra/generated.py",
            "infra/map_tiles.py",
            "infra/package.py",
        )
    ]
    for folder in ("functions", "infra/template", "infra/policies"):
        paths += [
            path
            for path in sorted((ROOT / folder).rglob("*"))
            if path.is_file() and path.suffix not in (".pyc", ".mo") and not set(CACHES) & set(path.parts)
        ]
    whole = hashlib.sha256(sys.version.encode())
    for path in paths:
        whole.update(str(path.relative_to(ROOT)).encode() + b"\0" + digest(path.read_bytes()).encode())
    return whole.hexdigest()


def build(out: Path) -> Built:
    """The package in `out`; built again only when an input changed. Raises: RuntimeError with Chalice's words."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two stages that start at once share what one of them builds
        return _built(out)


def _built(out: Path) -> Built:
    inputs, stamp = inputs_digest(), out / "inputs.sha256"
    built = _found(out)
    if built and stamp.is_file() and stamp.read_text() == inputs:
        return built
    with tempfile.TemporaryDirectory() as scratch:
        _chalice(Path(scratch), out)
    _finish(out / "deployment.zip")
    stamp.write_text(inputs)
    made = _found(out)
    if made is None:
        raise RuntimeError("chalice package left no files")
    return made


def _found(out: Path) -> Built | None:
    archive, template = out / "deployment.zip", out / "sam.json"
    if not (archive.is_file() and template.is_file()):
        return None
    return Built(template, archive, digest(archive.read_bytes()))


def _chalice(scratch: Path, out: Path) -> None:
    """Runs Chalice on a clean copy, laid out as the repository is, since the configuration is reached by its links."""
    from frontend.catalogues import compile_all

    compile_all()
    shutil.copytree(ROOT / "functions", scratch / "functions", ignore=LEFT_OUT)
    shutil.copytree(ROOT / "infra/policies", scratch / "infra/policies")
    (scratch / "functions/.chalice").mkdir()
    shutil.copy(ROOT / "chalice.json", scratch / "functions/.chalice/config.json")
    (scratch / "merge.json").write_text(json.dumps(merged_fragments()))
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "AWS_DEFAULT_REGION": "us-east-1"}
    command = [sys.executable, "-c", "from chalice.cli import main; main()", "--project-dir", "functions"]
    command += ["package", "--stage", "package"]
    command += ["--template-format", "json", "--merge-template", "../merge.json", str(scratch / "out")]
    run = subprocess.run(  # noqa: S603 (Chalice, of this environment)
        command, cwd=scratch, env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode or not (scratch / "out/deployment.zip").is_file():
        raise RuntimeError(run.stdout + run.stderr)  # Chalice says why
    shutil.move(scratch / "out/deployment.zip", out / "deployment.zip")
    template = json.loads((scratch / "out/sam.json").read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": "CodeKey"}}
    (out / "sam.json").write_text(json.dumps(template, indent=1, sort_keys=True))


def merged_fragments() -> dict[str, Any]:
    """All fragments of infra/template as one, with the generated parts."""
    merged: dict[str, Any] = {}
    read = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "infra/template").glob("*.yaml"))
    ]
    for fragment in (*read, generated.fragment()):
        for section, content in fragment.items():
            if isinstance(content, dict):
                merged.setdefault(section, {}).update(content)
            else:
                merged[section] = content
    return merged


def _finish(archive: Path) -> None:
    """Byte code compiled in with unchecked hashes, fixed times, sorted names: cold starts compile nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        for pattern in UNUSED:
            for path in folder.glob(pattern):
                path.unlink()
        for source in sorted(folder.rglob("*.py")):
            name = source.relative_to(folder)
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            try:
                py_compile.compile(str(source), dfile=str(name), doraise=True, invalidation_mode=mode)
            except py_compile.PyCompileError:
                continue  # a template of a dependency that is no Python
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), EPOCH)
                entry.external_attr = 0o644 << 16
                packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def main() -> int:
    """The exit code."""
    built = build(ROOT / ".local/package")
    size = built.archive.stat().st_size
    print(f"{built.archive}: {size / 1e6:.2f} MB, sha256 {built.digest}")
    return 0 if size <= LARGEST_ZIP else 1


if __name__ == "__main__":
    sys.exit(main())
