"""Draws the two figures of the demo: `python -m annotator.demo.drawing` writes them beside its content anew."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from annotator.tutorials.drawing import write_pictures

FOLDER: Final = Path(__file__).parent / "content" / "figures"
_SIZE: Final = (600, 420)
_INK: Final = "#1a1a19"
_SOFT: Final = "#6b7280"
# Corners of the garden, 36 pixels a metre: 12 m wide, 8 m high, with a corner of 5 m by 3 m cut out of it.
_CORNERS: Final = ((84, 346), (516, 346), (516, 166), (336, 166), (336, 58), (84, 58))


def garden() -> Image.Image:
    """The problem's drawing: an L with the lengths of four of its six sides."""
    image, pen = _outline()
    for place, words in (((300, 360), "12 m"), ((26, 192), "8 m"), ((348, 100), "3 m"), ((406, 132), "5 m")):
        pen.text(place, words, fill=_INK, font=ImageFont.load_default(20))
    return image


def cut() -> Image.Image:
    """The sketch of a step: the same outline, cut into a rectangle A on the left and B on the right."""
    image, pen = _outline()
    for top in range(172, 344, 14):
        pen.line((336, top, 336, min(top + 7, 346)), fill=_SOFT, width=3)
    pen.text((198, 186), "A", fill=_INK, font=ImageFont.load_default(30))
    pen.text((416, 240), "B", fill=_INK, font=ImageFont.load_default(30))
    return image


def _outline() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", _SIZE, "white")
    pen = ImageDraw.Draw(image)
    pen.polygon(_CORNERS, fill="#eef2ee")
    pen.line((*_CORNERS, _CORNERS[0], _CORNERS[1]), fill=_INK, width=4, joint="curve")
    return image, pen


if __name__ == "__main__":
    write_pictures(folder=FOLDER, pictures={"garden": garden(), "garden-cut": cut()})
