"""Pictures made fit to be shown: turned upright, stripped of all that is not picture, in two sizes.

The memory that it takes is bounded (tests/images): a JPEG is read at the smallest scale that is still large enough, and
what is dearer to read than its pixels say (progressive JPEG, PNG) is measured before it is read.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageFile, ImageOps

from chalicelib.domain.errors import PhotoRefused
from chalicelib.domain.photos import LARGEST_BYTES, LARGEST_PIXELS, SIZES

FORMATS: Final = ("JPEG", "PNG")
QUALITY: Final = 82
# A progressive JPEG is held whole as coefficients, two bytes for each sample of each colour, whatever scale is asked for.
LARGEST_COEFFICIENTS: Final = 140_000_000
SMALLEST_SIDE: Final = 8
_CLEAR: Final = ("RGBA", "LA", "PA")
ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = LARGEST_PIXELS


@dataclass(frozen=True, slots=True)
class Darkroom:
    """Develops what came in."""

    def develop(self, original: bytes) -> dict[str, bytes]:
        """The picture as JPEG, by the names of SIZES. Raises: PhotoRefused with why."""
        if not original:
            raise PhotoRefused("photo_empty")
        if len(original) > LARGEST_BYTES:
            raise PhotoRefused("photo_too_large")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                return _developed(original)
        except PhotoRefused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise PhotoRefused("photo_too_many_pixels") from None
        # The library raises nearly anything for bytes that only look like a picture.
        except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, OverflowError, ZeroDivisionError, MemoryError):
            raise PhotoRefused("photo_unreadable") from None


def _developed(original: bytes) -> dict[str, bytes]:
    with Image.open(BytesIO(original), formats=FORMATS) as opened:
        _check(opened)
        longest = max(SIZES.values())
        opened.draft("RGB", (longest, longest))  # a JPEG is read at 1/2, 1/4 or 1/8 where that is still large enough
        orientation = opened.getexif().get(0x0112, 1)
        upright = _upright(_flat(_small(opened, longest)), orientation)
    return {name: _written(upright, side) for name, side in SIZES.items()}


def _check(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > LARGEST_PIXELS:
        raise PhotoRefused("photo_too_many_pixels")
    if min(width, height) < SMALLEST_SIDE:
        raise PhotoRefused("photo_unreadable")
    if opened.info.get("progressive") and 2 * _samples(opened) > LARGEST_COEFFICIENTS:
        raise PhotoRefused("photo_too_many_pixels")


def _small(opened: Image.Image, longest: int) -> Image.Image:
    """The picture with its longer side at most `longest`."""
    if opened.mode in _CLEAR and max(opened.size) > 2 * longest:
        # Averaging what shines through would need a second copy of the whole: every so many pixels is enough.
        step = max(opened.size) / (2 * longest)
        size = max(1, int(opened.width / step)), max(1, int(opened.height / step))
        fewer = opened.resize(size, Image.Resampling.NEAREST)
        opened.close()  # frees the whole before the rest is worked on
        opened = fewer
    opened.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return opened


def _samples(opened: Any) -> int:
    """How many samples all colours of a JPEG have together: those that are taken more sparsely have fewer."""
    layers = opened.layer  # (id, across, down, table)
    most = max(across for _, across, _, _ in layers) * max(down for _, _, down, _ in layers)
    pixels = opened.size[0] * opened.size[1]
    return sum(pixels * across * down // most for _, across, down, _ in layers)


def _flat(image: Image.Image) -> Image.Image:
    """The picture in three colours; what shines through stands on white."""
    if image.mode in _CLEAR or "transparency" in image.info:
        over = image.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(white, over).convert("RGB")
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.point(lambda level: level / 256).convert("L").convert("RGB")
    return image.convert("RGB")


def _upright(image: Image.Image, orientation: object) -> Image.Image:
    """The picture as it was held; turned only now that it is small."""
    carried = Image.Exif()
    carried[0x0112] = orientation if orientation in range(1, 9) else 1
    image.info = {}
    image.getexif()[0x0112] = carried[0x0112]
    turned = ImageOps.exif_transpose(image)
    return turned if turned is not None else image


def _written(image: Image.Image, side: int) -> bytes:
    """A JPEG that holds the picture and nothing else."""
    sized = image.copy()
    sized.thumbnail((side, side), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", sized.size, sized.tobytes())  # carries no information but its pixels
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=False)
    return out.getvalue()
