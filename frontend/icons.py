"""Draws the icons that phones put on their home screens, from icon.svg: `python -m frontend.icons`, after it changed.

A drawing program is not needed to build the site: the pictures are kept beside the drawing, each with the digest of the
drawing that it was made from, and a test tells when one is older than that.
"""

import hashlib
import io
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).parent / "assets"
DRAWING: Final = ASSETS / "icon.svg"
ICONS: Final = ASSETS / "icons"
APPLE: Final = 180  # Source: Apple, configuring web applications, apple-touch-icon
SIZES: Final = (APPLE, 192, 512)
# A launcher may cut to a circle of four fifths. Source: W3C, Web Application Manifest, maskable icons
SAFE_PART: Final = 0.56
DRAWN_FROM: Final = "drawn-from"


def digest() -> str:
    """What the drawing is known by."""
    return hashlib.sha256(DRAWING.read_bytes()).hexdigest()


def main() -> None:
    """Nothing; the pictures are drawn anew by Chromium."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            drawn = f"<style>*{{margin:0}}body{{display:grid;place-items:center;height:100vh;background:#fff}}svg{{width:{SAFE_PART:.0%}}}</style>"
            page.set_content(drawn + DRAWING.read_text("utf-8"))
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(32)
            told = PngInfo()
            told.add_text(DRAWN_FROM, digest())
            picture.save(ICONS / f"icon-{size}.png", optimize=True, pnginfo=told)
        browser.close()


if __name__ == "__main__":
    main()
