"""Draws the pictures of the shipped lessons: `python -m annotator.tutorials.drawing` writes them anew."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from annotator.tutorials.shipped_lessons import PICTURES

SOLD: Final = {"Mon": 40, "Tue": 25, "Wed": 30, "Thu": 45, "Fri": 50}
# Where the line of the step that misreads the chart begins; the step says that it is Thursday.
MISREAD: Final = "Wed"

_SIZE: Final = (560, 360)
_PAPER: Final = "#ffffff"
_INK: Final = "#1a1a19"
_GRID: Final = "#c9cdc9"
BAR: Final = "#8fa39a"
_LEFT, _RIGHT, _BOTTOM = 64, 536, 314
# Pixels for one loaf.
_SCALE: Final = 4
_HIGHEST: Final = 60
_WIDTH: Final = 48


def chart() -> Image.Image:
    """The problem's picture: a bar for each day, on a scale from 0 to 60."""
    image = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((_LEFT, 16), "Loaves sold", fill=_INK, font=ImageFont.load_default(20))
    _draw_scale(pen)
    for day, loaves in SOLD.items():
        middle = middle_of(day)
        pen.rectangle((middle - _WIDTH // 2, top_of(loaves), middle + _WIDTH // 2, _BOTTOM), fill=BAR)
        pen.text((middle, _BOTTOM + 22), day, fill=_INK, font=ImageFont.load_default(18), anchor="mm")
    pen.line((_LEFT, _BOTTOM, _RIGHT, _BOTTOM), fill=_INK, width=3)
    return image


def chart_with_line() -> Image.Image:
    """The picture of the step that misreads it: a dashed line from the top of the wrong bar to the scale."""
    image = chart()
    pen = ImageDraw.Draw(image)
    height, end = top_of(SOLD[MISREAD]), middle_of(MISREAD)
    for left in range(_LEFT, end, 12):
        pen.line((left, height, min(left + 7, end), height), fill=_INK, width=3)
    pen.ellipse((end - 7, height - 7, end + 7, height + 7), fill=_INK)
    return image


def middle_of(day: str) -> int:
    """The pixel column in the middle of a day's bar."""
    room = (_RIGHT - _LEFT) // len(SOLD)
    return _LEFT + room * list(SOLD).index(day) + room // 2


def top_of(loaves: int) -> int:
    """The pixel row at that height of the scale."""
    return _BOTTOM - _SCALE * loaves


def _draw_scale(pen: ImageDraw.ImageDraw) -> None:
    for loaves in range(0, _HIGHEST + 1, 10):
        pen.line((_LEFT, top_of(loaves), _RIGHT, top_of(loaves)), fill=_GRID, width=1)
        place = (_LEFT - 12, top_of(loaves))
        pen.text(place, str(loaves), fill=_INK, font=ImageFont.load_default(18), anchor="rm")


def write_pictures(*, folder: Path, pictures: Mapping[str, Image.Image]) -> None:
    """Each as NAME.png in that folder, which is made where there is none."""
    folder.mkdir(exist_ok=True)
    for name, image in pictures.items():
        # Sixteen colours are enough for lines, bars and letters, and half the bytes.
        image.quantize(16).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    write_pictures(folder=PICTURES, pictures={"loaves": chart(), "loaves-line": chart_with_line()})
