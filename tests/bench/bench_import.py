"""Import of app.py from the unpacked package in a fresh process, beside `import chalice` and one boto3 client.

Run: python tests/bench/bench_import.py. At most 1.5 times the CPU time, aim 1.3; the package no larger than the packager allows, built twice
to the same bytes. Both processes see the package first and take boto3 and Chalice from where the Lambda has them.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from infra import package  # noqa: E402
from tests.bench.measured import quiet, table  # noqa: E402

RUNS = 25
MOST_RATIO = 1.5
CLIENT = "import boto3; boto3.client('dynamodb')"
MEASURED = "import time; start = time.process_time(); {what}; print(time.process_time() - start)"
WHATS = {
    "import chalice, one boto3 client": f"import chalice; {CLIENT}",
    "import app (package)": "import app",
    "import app (package), one boto3 client": f"import app; {CLIENT}",
}


def environment(folder: Path) -> dict[str, str]:
    """What the Lambda's process has: the package before all else, and no compiling."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "NUANNAN_"))}
    return kept | {
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
    }


def once(what: str, folder: Path) -> float:
    """CPU seconds of one fresh process, from its start to the end of the imports."""
    command = [sys.executable, "-c", MEASURED.format(what=what)]
    told = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=True)
    return float(told.stdout)


def dearest(folder: Path, count: int = 12) -> list[tuple[object, ...]]:
    """Modules of `import app` by the time that each alone takes."""
    command = [sys.executable, "-X", "importtime", "-c", "import app"]
    told = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=True)
    lines = [line.removeprefix("import time:").split("|") for line in told.stderr.splitlines() if "|" in line]
    rows = [(int(own), int(whole), name.strip()) for own, whole, name in lines if own.strip().isdigit()]
    return [(name, own / 1000, whole / 1000) for own, whole, name in sorted(rows, reverse=True)[:count]]


def measured(folder: Path) -> dict[str, list[float]]:
    """CPU seconds of each, run in turn, so that the machine's moods hit all of them."""
    spent: dict[str, list[float]] = {name: [] for name in WHATS}
    for number in range(RUNS + 1):
        for name, what in WHATS.items():
            used = once(what, folder)
            if number:  # the first run fills the machine's file cache
                spent[name].append(used)
    return spent


def ratio(spent: dict[str, list[float]], name: str) -> float:
    """Median over the turns of one beside the base of the same turn."""
    base = spent["import chalice, one boto3 client"]
    return statistics.median(ours / theirs for ours, theirs in zip(spent[name], base, strict=True))


def main() -> int:
    """The exit code: 1 when a limit is passed."""
    quiet()
    with tempfile.TemporaryDirectory() as scratch:
        first, second = (package.build(Path(scratch) / name) for name in ("one", "two"))
        size = first.archive.stat().st_size
        folder = Path(scratch) / "unpacked"
        with zipfile.ZipFile(first.archive) as packed:
            packed.extractall(folder)
        spent, rows = measured(folder), dearest(folder)
    same = first.digest == second.digest
    print(f"CPU of a fresh process, median of {RUNS}")
    table(("", "ms"), [(name, statistics.median(used) * 1000) for name, used in spent.items()])
    alone, whole = (ratio(spent, name) for name in list(WHATS)[1:])
    print(f"  ratio {alone:.2f} for import app, {whole:.2f} with its client (at most {MOST_RATIO}, aim 1.3)")
    print("\nDearest modules of import app (ms, alone and with what they import)")
    table(("module", "alone", "whole"), rows)
    print(f"\nPackage {size / 2**20:.2f} MB of at most {package.LARGEST_ZIP / 2**20:g}; built twice: {'the same bytes' if same else 'DIFFERENT'}")
    print(f"  sha256 {first.digest}")
    return 0 if whole <= MOST_RATIO and same and size <= package.LARGEST_ZIP else 1


if __name__ == "__main__":
    sys.exit(main())
