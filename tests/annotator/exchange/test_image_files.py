"""What is taken for an image: what decodes from end to end as one of four still formats, and nothing else."""

import pytest
from PIL import Image

from annotator.exchange.image_files import MOST_BYTES, check_image
from annotator.exchange.records import BadRow
from tests.annotator.exchange.pictures import moving_picture, noisy_picture, picture, png_that_claims

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'


def refused(data: bytes) -> str:
    with pytest.raises(BadRow) as caught:
        check_image(data, "images[0]")
    assert str(caught.value).startswith("images[0] ")
    return caught.value.code


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_takes_the_four_formats_as_they_come(kind: str):
    data = picture(kind, (7, 3))

    image = check_image(data, "image")

    assert (image.kind, image.width, image.height, image.data) == (kind, 7, 3, data)
    assert len(image.sha) == 64


def test_an_image_that_a_camera_turned_has_the_size_that_a_browser_shows():
    exif = Image.Exif()
    exif[0x0112] = 6

    image = check_image(picture("JPEG", (7, 3), exif=exif), "image")

    assert (image.width, image.height) == (3, 7)


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        b"\xef\xbb\xbf  " + SVG,
        b'<?xml version="1.0"?>\n<!-- x -->' + SVG,
        b"<!DOCTYPE svg>" + SVG.upper(),
    ],
)
def test_refuses_svg_whatever_stands_before_it(data: bytes):
    assert refused(data) == "image_svg"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"not an image at all",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.4",
        b"PK\x03\x04" + bytes(100),
        picture("BMP"),
        picture("TIFF"),
        picture("ICO", (16, 16)),
        picture("PPM"),
    ],
)
def test_refuses_what_is_none_of_them(data: bytes):
    assert refused(data) in {"not_an_image", "image_truncated"}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_refuses_an_image_that_is_cut_off(kind: str):
    data = noisy_picture(kind)

    assert refused(data[: len(data) // 2]) == "image_truncated"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_no_damage_raises_anything_but_a_refusal(kind: str):
    data = noisy_picture(kind, 16)

    for place in range(0, len(data), max(1, len(data) // 60)):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            check_image(damaged, "image")
            check_image(data[:place], "image")
        except BadRow as refusal:
            assert refusal.code in {"not_an_image", "image_truncated", "image_too_large", "image_moves"}  # noqa: PT017


@pytest.mark.parametrize("size", [(5_001, 5_000), (20_001, 1), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_refuses_a_small_file_that_would_unfold_into_gigabytes(size: tuple[int, int]):
    assert refused(png_that_claims(*size)) == "image_too_large"


def test_refuses_more_bytes_than_are_kept_before_it_looks_at_them():
    assert refused(bytes(MOST_BYTES + 1)) == "image_too_large"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_refuses_what_moves(kind: str):
    assert refused(moving_picture(kind)) == "image_moves"


def test_a_script_behind_an_image_does_not_change_what_it_is():
    data = picture("PNG") + b"<script>alert(1)</script>"

    assert check_image(data, "image").kind == "PNG"
