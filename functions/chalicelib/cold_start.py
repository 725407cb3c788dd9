"""Imports without the collector of cycles: from this module's own import until `over`.

Nothing that an import makes is garbage, yet the collector searches it again with each few hundred objects more.
Source: the `gc` module's documentation of `freeze`; tests/bench/bench_import.py tells what it saves.
"""

import gc

gc.disable()


def over() -> None:
    """Cycles are looked for again, but no more in what stands by now: that lives as long as the process."""
    gc.freeze()
    gc.enable()
