"""What a person agrees to when they report, by version: the words stand on the form and on the privacy page of that time."""

from collections.abc import Mapping
from typing import Final

# Version -> SHA-256 of its words, which are fixed in infra/agreed (`python -m infra.consent`). A change of those words adds
# a version at the end; none is ever taken away, for petitions name the one that was agreed to.
DIGESTS: Final[Mapping[str, str]] = {
    "2026-11": "5cddaf9e2b1eb66659895dca4ac6d32a9ed2d941f8c430c7465201f8883dff9e",
    "2026-11-30": "8f251bde17b85aa21ce643cce66d9948cadfb2b8b44c2d8b4c2461579c1aee35",
}
VERSIONS: Final = tuple(DIGESTS)
CURRENT: Final = VERSIONS[-1]
