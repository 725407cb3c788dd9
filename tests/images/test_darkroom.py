"""What pictures become, and what hostile bytes become: refused, quickly, in bounded memory."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from chalicelib.domain.errors import PhotoRefused
from chalicelib.domain.photos import LARGEST_BYTES, SIZES
from chalicelib.images.darkroom import Darkroom
from PIL import Image

RED, BLUE = (200, 20, 20), (20, 20, 200)
MOST_MEGABYTES = 300  # Source: issue 5
ORIENTATION, GPS = 0x0112, 0x8825


def picture(width: int = 1200, height: int = 800, mode: str = "RGB") -> Image.Image:
    """Red above, blue below, and a white corner at the top left, so that every turn shows."""
    made = Image.new("RGB", (width, height), RED)
    made.paste(BLUE, (0, height // 2, width, height))
    made.paste((255, 255, 255), (0, 0, width // 4, height // 4))
    return made.convert(mode)


def written(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    found = Image.open(BytesIO(content), formats=["JPEG"])
    found.load()
    return found


def is_near(pixel: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


def refused(content: bytes) -> str:
    with pytest.raises(PhotoRefused) as told:
        Darkroom().develop(content)
    return told.value.reason


def test_two_sizes_are_made_and_never_larger_than_the_original() -> None:
    made = {name: opened(content).size for name, content in Darkroom().develop(written(picture(4000, 3000))).items()}
    assert made == {"large": (1600, 1200), "small": (480, 360)}
    made = {name: opened(content).size for name, content in Darkroom().develop(written(picture(300, 200))).items()}
    assert made == {"large": (300, 200), "small": (300, 200)}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_was_held_in_any_way_stands_upright(orientation: int) -> None:
    turns = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180], 4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90], 7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }  # fmt: skip
    held = picture()
    for turn in turns.get(orientation, []):
        held = held.transpose(turn)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    shown = opened(Darkroom().develop(written(held, exif=exif))["large"])
    assert shown.size == (1200, 800)
    assert is_near(shown.getpixel((600, 100)), RED)
    assert is_near(shown.getpixel((600, 700)), BLUE)
    assert is_near(shown.getpixel((100, 100)), (255, 255, 255))
    assert is_near(shown.getpixel((1100, 100)), RED)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    assert opened(Darkroom().develop(written(picture(), exif=exif))["large"]).size == (1200, 800)


def test_nothing_of_where_when_and_with_what_it_was_taken_is_left() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "canary-camera", "2026:11:24 10:00:00"
    exif.get_ifd(GPS)[2] = (36.0, 4.0, 12.3)
    original = written(picture(), exif=exif, comment=b"canary-comment", icc_profile=b"canary-profile" * 20)
    assert b"canary-camera" in original
    for content in Darkroom().develop(original).values():
        assert b"canary" not in content
        assert b"Exif" not in content
        assert not opened(content).getexif()
        assert set(opened(content).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_hides_behind_the_picture_is_gone() -> None:
    """A polyglot: a picture with a page and an archive after its end."""
    hidden = b"<script>alert(1)</script>PK\x03\x04canary"
    for content in Darkroom().develop(written(picture()) + hidden).values():
        assert b"script" not in content
        assert b"PK\x03\x04" not in content
        assert content.endswith(b"\xff\xd9")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16", "RGB"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    image = picture(200, 100, "L").convert("I;16") if mode == "I;16" else picture(200, 100, mode)
    assert opened(Darkroom().develop(written(image, "PNG"))["small"]).size == (200, 100)


def test_what_shines_through_stands_on_white() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert is_near(opened(Darkroom().develop(written(image, "PNG"))["small"]).getpixel((50, 50)), (255, 255, 255))


@pytest.mark.parametrize("mode", ["CMYK", "L", "YCbCr"])
def test_every_kind_of_jpeg_is_read(mode: str) -> None:
    assert opened(Darkroom().develop(written(picture(200, 100, mode)))["small"]).size == (200, 100)


def test_a_form_that_was_sent_without_a_photo_is_refused_as_that() -> None:
    assert refused(b"") == "photo_empty"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff", b"\xff\xd8\xff", b"GIF89a" + b"\x00" * 50, b"%PDF-1.4", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"x" * 1000, b"\x00" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert refused(content) == "photo_unreadable"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP", "TIFF", "ICO", "PPM"])
def test_pictures_of_other_kinds_are_refused(kind: str) -> None:
    assert refused(written(picture(64, 64), kind)) == "photo_unreadable"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_picture_that_was_cut_off_is_refused(kind: str, share: float) -> None:
    whole = written(picture(), kind)
    assert refused(whole[: int(len(whole) * share)]) == "photo_unreadable"


def test_a_picture_with_a_broken_byte_is_shown_or_refused_and_nothing_else() -> None:
    for kind in ("JPEG", "PNG"):
        whole = written(picture(160, 120), kind)
        for at in range(0, len(whole), max(1, len(whole) // 150)):
            broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
            try:
                assert set(Darkroom().develop(broken)) == set(SIZES)
            except PhotoRefused as told:
                assert told.reason.startswith("photo_")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is that large; its lines are all zero."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    line = b"\x00" * (width // 8 + 1)
    packed = b"".join(packer.compress(line * 100) for _ in range(min(height // 100, 300))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (100_000, 100_000), (40_000_001, 1), (2**31 - 1, 2**31 - 1), (6_400, 6_401)])
def test_a_bomb_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    assert refused(bomb(min(width, 200_000), height) if width < 200_000 else _claimed(width, height)) == "photo_too_many_pixels"


def _claimed(width: int, height: int) -> bytes:
    made = bytearray(bomb(8, 8))
    made[16:24] = struct.pack(">II", width, height)
    made[29:33] = struct.pack(">I", zlib.crc32(bytes(made[12:29])))
    return bytes(made)


def test_what_is_larger_than_the_form_lets_through_is_refused_unread() -> None:
    assert refused(written(picture()) + b"\x00" * LARGEST_BYTES) == "photo_too_large"


def test_text_that_swells_within_a_png_is_refused() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("swells", "x" * 80_000_000, zip=True)
    assert refused(written(picture(64, 64), "PNG", pnginfo=info)) == "photo_unreadable"


MEASURED = r"""
import re, sys
import boto3  # as in the function
boto3.client("s3", region_name="us-east-1")
sys.path.insert(0, "functions")
from chalicelib.images.darkroom import Darkroom
from chalicelib.domain.errors import PhotoRefused
try:
    Darkroom().develop(open(sys.argv[1], "rb").read()); told = "made"
except PhotoRefused as refused:
    told = refused.reason
# Not ru_maxrss: a child begins with its parent's peak.
print(told, int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.parametrize(
    ("name", "kind", "mode", "side", "options", "told"),
    [
        ("the largest JPEG", "JPEG", "RGB", 6324, {"quality": 60}, "made"),
        ("the largest PNG", "PNG", "RGB", 6324, {"compress_level": 1}, "made"),
        ("the largest clear PNG", "PNG", "RGBA", 6324, {"compress_level": 1}, "made"),
        ("a progressive JPEG that is held whole", "JPEG", "RGB", 6324, {"progressive": True, "subsampling": 0}, "photo_too_many_pixels"),
        ("the largest progressive JPEG", "JPEG", "RGB", 4800, {"progressive": True, "subsampling": 0}, "made"),
        ("a progressive JPEG in four colours", "JPEG", "CMYK", 4100, {"progressive": True, "subsampling": 0}, "made"),
    ],
)  # fmt: skip
def test_memory_stays_under_its_bound(tmp_path: Path, name: str, kind: str, mode: str, side: int, options: dict, told: str) -> None:
    path = tmp_path / "original"
    path.write_bytes(written(picture(side, side, mode), kind, **options))
    assert path.stat().st_size < LARGEST_BYTES
    run = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)  # noqa: S603
    answer, megabytes = run.stdout.split()
    print(f"{name}: {answer}, {megabytes} MB")
    assert answer == told
    assert int(megabytes) < MOST_MEGABYTES
