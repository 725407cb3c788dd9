"""Refreshes other people's files from npm: `python -m frontend.vendored`, or with `--trust` after a version was raised by hand.

What npm gives must have the SHA-256 that vendor.json names; `--trust` writes down the one that came instead.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

VENDOR: Final = Path(__file__).parent / "vendor"
LIST: Final = VENDOR / "vendor.json"


class Unexpected(Exception):
    """A file that is not the one that vendor.json names; the text says which."""


def named() -> list[dict[str, str]]:
    """The files, each with whose it is, its version, licence and SHA-256."""
    read: list[dict[str, str]] = json.loads(LIST.read_text("utf-8"))
    return read


def published(each: Mapping[str, str], folder: Path) -> bytes:
    """The file as npm has it. Raises: subprocess.CalledProcessError; KeyError when the package holds no such file."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{each['package']}@{each['version']}"]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (npm, with what our own list names)
    archive = folder / f"{each['package']}-{each['version']}.tgz"
    with tarfile.open(archive) as packed:
        found = packed.extractfile(f"package/{each['path']}")
        if found is None:
            raise KeyError(each["path"])
        return found.read()


def refresh(*, trust: bool) -> None:
    """Nothing; every file is the published one. Raises: Unexpected, before anything is written."""
    files = named()
    with tempfile.TemporaryDirectory() as scratch:
        contents = [published(each, Path(scratch)) for each in files]
    for each, content in zip(files, contents, strict=True):
        came = hashlib.sha256(content).hexdigest()
        if came != each["sha256"] and not trust:
            raise Unexpected(f"{each['file']}: {each['package']} {each['version']} has SHA-256 {came}, not {each['sha256']}")
        each["sha256"] = came
    for each, content in zip(files, contents, strict=True):
        (VENDOR / each["file"]).write_bytes(content)
    LIST.write_text(json.dumps(files, indent=2) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command line."""
    parser = argparse.ArgumentParser(prog="python -m frontend.vendored", description="Refresh other people's files from npm.")
    parser.add_argument("--trust", action="store_true", help="write down the digests that came")
    try:
        refresh(trust=parser.parse_args(arguments).trust)
    except (Unexpected, KeyError, OSError, subprocess.CalledProcessError) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
