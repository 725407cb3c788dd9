"""The tools that come from npm: found where `make audit` puts them, or done without, and it is said."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any, Final

HERE: Final = Path(__file__).parent
DRAWN: Final = HERE / "html-validate-drawn.json"  # of elements as a browser writes them out: its spelling is no choice of ours
MOST_SECONDS: Final = 180
CATEGORIES: Final = {"performance": 95, "accessibility": 100, "best-practices": 100}  # Source: web.md
Finding = tuple[str, str]


def axe(modules: Path) -> str:
    """The source of axe-core; empty when it is not here."""
    found = modules / "axe-core" / "axe.min.js"
    return found.read_text("utf-8") if found.is_file() else ""


def validated(modules: Path, files: list[Path], rules: Path = HERE / "html-validate.json") -> list[Finding] | None:
    """What html-validate finds; None when it is not here."""
    tool = modules / ".bin" / "html-validate"
    if not tool.exists():
        return None
    asked = [str(tool), "--config", str(rules), "--formatter", "json", *map(str, files)]
    with tempfile.TemporaryFile("w+") as told:  # through a pipe it ends before it has written all
        _run(asked, told)
        told.seek(0)
        read = json.loads(told.read() or "[]")
    return [
        (f"html-validate:{each['ruleId']}", f"{Path(file['filePath']).name}:{each['line']} {each['message']}")
        for file in read
        for each in file["messages"]
    ]


def checked(modules: Path, files: list[Path]) -> list[Finding] | None:
    """What the Nu Html Checker finds; None when it, or Java, is not here."""
    jar = next(modules.glob("vnu-jar/**/vnu.jar"), None)
    if jar is None or not shutil.which("java"):
        return None
    run = _run(["java", "-jar", str(jar), "--format", "json", *map(str, files)])
    messages = json.loads(run.stderr or '{"messages": []}')["messages"]
    return [
        ("vnu:" + each["type"], f"{Path(each['url']).name}:{each.get('lastLine')} {each['message']}")
        for each in messages
        if each["type"] == "error"
    ]


def lighthouse(modules: Path, address: str, chromium: str) -> dict[str, int] | None:
    """The scores by category, of 100; None when it is not here or this Node is too old for it."""
    tool = modules / ".bin" / "lighthouse"
    if not tool.exists():
        return None
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-component-update"
    asked = [
        str(tool), address, "--quiet", f"--chrome-flags={flags}", "--output=json", "--output-path=stdout",
        f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    run = _run(asked, CHROME_PATH=chromium)
    try:
        told: dict[str, Any] = json.loads(run.stdout)
        return {name: round(100 * told["categories"][name]["score"]) for name in CATEGORIES}
    except (ValueError, KeyError, TypeError):
        return None


def _run(asked: list[str], into: IO[str] | int = subprocess.PIPE, **more: str) -> subprocess.CompletedProcess[str]:
    import os

    environment = {**os.environ, **more}
    return subprocess.run(asked, stdout=into, stderr=subprocess.PIPE, text=True, timeout=MOST_SECONDS, env=environment, check=False)  # noqa: S603
