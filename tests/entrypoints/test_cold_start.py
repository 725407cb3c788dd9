"""The import of app.py in a process of its own: the collector of cycles rests meanwhile and works afterwards."""

import subprocess
import sys
from pathlib import Path

FUNCTIONS = Path(__file__).parents[2] / "functions"
WATCHED = """
import gc
runs = []
gc.callbacks.append(lambda phase, told: runs.append(told["generation"]) if phase == "start" else None)
gc.collect()
assert runs  # what is watched would be seen
runs.clear()
import app  # a few are before its first line is reached: some hundred objects are a module and its parent
print(len(runs) < 5, gc.isenabled(), gc.get_freeze_count() > 10_000)
class Ring: pass
ring = Ring()
ring.ring = ring
import weakref
alive = weakref.ref(ring)
del ring
gc.collect()
print(alive())
"""


def test_no_cycles_are_looked_for_while_app_is_imported_and_are_afterwards() -> None:
    told = subprocess.run([sys.executable, "-c", WATCHED], cwd=FUNCTIONS, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == ["True True True", "None"]
