"""The browser of the pages' tests, for lives too."""

from tests.frontend.conftest import chromium  # noqa: F401 (a fixture)
