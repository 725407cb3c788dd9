"""What a person agrees to when they report, by version: the words stand on the form and on the privacy page of that time."""

from typing import Final

# A change of those words adds a version at the end; none is ever taken away, for petitions name the one that was agreed to.
VERSIONS: Final = ("2026-11",)
CURRENT: Final = VERSIONS[-1]
