"""Whether bytes are a still image that browsers show: told by decoding all of it, never by a name or a declared type.

Pillow reads it, and only as one of four formats that hold no script and lead nowhere. Dimensions are compared before a
pixel is decoded, so that a small file cannot unfold into gigabytes.
"""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal, get_args

from PIL import Image, UnidentifiedImageError

from annotator.exchange.records import BadRow

ImageKind = Literal["PNG", "JPEG", "GIF", "WEBP"]
KINDS: Final[tuple[ImageKind, ...]] = get_args(ImageKind)

MOST_BYTES: Final = 8 * 1024 * 1024
# Decoded at four bytes each: 100 MB while it is checked.
MOST_PIXELS: Final = 25_000_000
LONGEST_SIDE: Final = 20_000

_ORIENTATION: Final = 0x0112
# Orientations in which a browser turns the image by a quarter.
_TURNED: Final = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class CheckedImage:
    """An image as it came, and its size in pixels as a browser shows it. `sha` is the SHA-256 of its bytes, in hex."""

    sha: str
    kind: ImageKind
    width: int
    height: int
    data: bytes


def check_image(data: bytes, where: str) -> CheckedImage:
    """The image, decoded once from end to end. Raises BadRow, which names the place in the row."""
    if len(data) > MOST_BYTES:
        raise BadRow("image_too_large", f"{where} has {len(data):,} bytes; at most {MOST_BYTES:,} are kept.")
    if _begins_like_svg(data):
        raise BadRow("image_svg", f"{where} is an SVG, which can hold scripts: draw it as a PNG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _decoded(data, where)
    except BadRow:
        raise
    except Image.DecompressionBombError as bomb:
        raise BadRow("image_too_large", f"{where} has more pixels than {MOST_PIXELS:,}.") from bomb
    except UnidentifiedImageError as unknown:
        raise BadRow("not_an_image", f"{where} is no PNG, JPEG, GIF or WebP image.") from unknown
    except Exception as broken:
        # Decoders fail in whatever way the damage leads them to.
        if "truncated" in str(broken).lower():
            raise BadRow("image_truncated", f"{where} is cut off: its end is missing.") from broken
        raise BadRow("not_an_image", f"{where} is damaged.") from broken


def begins_like_an_image(data: bytes) -> bool:
    """Whether the first bytes are those of a format that is kept: enough to tell an image from other bytes."""
    return data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")) or data[8:12] == b"WEBP"


def _decoded(data: bytes, where: str) -> CheckedImage:
    with Image.open(BytesIO(data), formats=KINDS) as image:
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            message = f"{where} has {width:,} x {height:,} pixels; at most {MOST_PIXELS:,}, {LONGEST_SIDE:,} a side."
            raise BadRow("image_too_large", message)
        if getattr(image, "n_frames", 1) > 1:
            raise BadRow("image_moves", f"{where} is an animation; only still images are shown.")
        kind: ImageKind = next(kind for kind in KINDS if kind == image.format)
        turned = image.getexif().get(_ORIENTATION) in _TURNED
        image.load()
    if turned:
        width, height = height, width
    return CheckedImage(hashlib.sha256(data).hexdigest(), kind, width, height, data)


def _begins_like_svg(data: bytes) -> bool:
    head = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<svg") or (head.startswith((b"<?xml", b"<!doctype", b"<!--")) and b"<svg" in head)
