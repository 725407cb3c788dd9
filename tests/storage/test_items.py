"""Between domain objects and items, where many threads of one process begin at once, as the district's commands do."""

import subprocess
import sys

from infra import ROOT

THREADS, PROCESSES = 16, 12
# A process that has read no petition yet, and then many at the same moment.
BEGINS = f"""
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from chalicelib.domain.petition import Petition
from chalicelib.storage.items import decode, encode
from tests.storage.samples import petition

held = petition(1)
item = {{"state": {{"S": encode(held)}}}}
together = Barrier({THREADS})

def read(_):
    together.wait()
    return decode(item, Petition)

with ThreadPoolExecutor({THREADS}) as pool:
    assert list(pool.map(read, range({THREADS}))) == [held] * {THREADS}
"""


def test_first_petitions_are_read_by_many_threads_at_once() -> None:
    path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'functions'}"}
    begun = [subprocess.Popen([sys.executable, "-c", BEGINS], cwd=ROOT, env=path) for _ in range(PROCESSES)]
    assert [each.wait(120) for each in begun] == [0] * PROCESSES
