"""Taking the images out of a row: each is checked, handed on to be kept, and replaced by a mark."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotator.exchange.image_files import CheckedImage, check_image
from annotator.exchange.image_marks import COLUMNS, PREFIX, How, Mark, payload_of, read_mark
from annotator.exchange.image_sources import NamedImages
from annotator.exchange.places import quoted
from annotator.exchange.records import BadRow

Keep = Callable[[CheckedImage], None]

MOST_IMAGES: Final = 50
_DATA: Final = re.compile(r"data:(?P<type>[^;,]{0,100})(?P<more>(?:;[^,]{0,200})?),(?P<content>.*)", re.DOTALL)
_REMOTE: Final = ("http://", "https://")
# How base64 of a PNG, a JPEG, a GIF and a WebP begins.
_BASE64_BEGINS: Final = ("iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR")
# A column may be called `image` and name something else, such as a container.
_LOOKS_LIKE_A_FILE: Final = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?)\Z", re.IGNORECASE)
_MAY_HOLD_IMAGES: Final = (b'"image', b'"input_image"')


@dataclass(slots=True)
class ImageShelf:
    """Where named images lie, and what is done with every image that was found good."""

    named: NamedImages
    keep: Keep
    _count: int = field(default=0, init=False)

    def taken_from(self, row: dict[str, Any], raw: bytes) -> dict[str, Any]:
        """The row with marks where images stood; the row itself where it has none. Raises BadRow.

        A remote address stays: nothing is ever fetched, and the page shows it as text.
        """
        if not any(sign in raw for sign in _MAY_HOLD_IMAGES):
            return row
        self._count = 0
        return {
            key: self._column(value, key) if key in COLUMNS else self._below(value, key) for key, value in row.items()
        }

    def _column(self, value: object, where: str) -> Any:
        if isinstance(value, list):
            return [self._column(item, f"{where}[{index}]") for index, item in enumerate(value)]
        if isinstance(value, dict):
            inside = next((name for name in ("bytes", "path") if isinstance(value.get(name), str)), None)
            if inside is None:
                return value
            return {**value, inside: self._column(value[inside], f"{where}.{inside}")}
        if not isinstance(value, str) or value.startswith(_REMOTE) or not _is_an_image(value):
            return value
        return self._mark(value, where)

    def _below(self, value: object, where: str) -> Any:
        """Content parts, wherever messages lie in the row."""
        if isinstance(value, list):
            return [self._below(item, f"{where}[{index}]") for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        path, payload = payload_of(value)
        if path and isinstance(payload, str) and not payload.startswith(_REMOTE):
            return _replaced(value, path, self._mark(payload, f"{where}.{'.'.join(path)}"))
        return {key: self._below(item, f"{where}.{key}") for key, item in value.items()}

    def _mark(self, text: str, where: str) -> str:
        self._count += 1
        if self._count > MOST_IMAGES:
            raise BadRow("too_many_images", f"The row has more than {MOST_IMAGES} images.")
        data, how, rest = self._bytes(text, where)
        image = check_image(data, where)
        self.keep(image)
        return str(Mark(image.sha, image.width, image.height, how, rest))

    def _bytes(self, text: str, where: str) -> tuple[bytes, How, str]:
        if text.startswith(PREFIX):
            raise BadRow("image_not_found", f"{where} is a mark of Assay's own; export it again with its images.")
        if text.startswith("data:"):
            return _from_data(text, where)
        if text.startswith(_BASE64_BEGINS):
            return _from_base64(text, where), "base64", ""
        data = self.named.read(text)
        if data is None:
            message = f"{where} names {quoted(text)}, which is not among the images that came with the file."
            raise BadRow("image_not_found", message)
        return data, "name", text


def said_again(value: Mapping[str, Any], bytes_of: Mapping[str, bytes]) -> dict[str, Any]:
    """Inverse of `taken_from`: a row for an export, with every image as its file said it. Names stay names."""
    return {
        key: _column_again(item, bytes_of) if key in COLUMNS else _again(item, bytes_of) for key, item in value.items()
    }


def _is_an_image(text: str) -> bool:
    begins = text.startswith(("data:image/", PREFIX, *_BASE64_BEGINS))
    return begins or (len(text) < 1_000 and _LOOKS_LIKE_A_FILE.search(text) is not None)


def _from_data(text: str, where: str) -> tuple[bytes, How, str]:
    match = _DATA.fullmatch(text)
    if match is None or not match["more"].lower().endswith(";base64"):
        raise BadRow("not_an_image", f"{where} is a data address that is not in base64.")
    return _from_base64(match["content"], where), "data", match["type"] + match["more"]


def _from_base64(text: str, where: str) -> bytes:
    packed = "".join(text.split())
    if len(packed) % 4:
        raise BadRow("image_truncated", f"{where} is cut off: its base64 ends too early.")
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRow("not_an_image", f"{where} is not in base64.") from error


def _replaced(part: dict[str, Any], path: tuple[str, ...], mark: str) -> dict[str, Any]:
    first, *rest = path
    return {**part, first: {**part[first], rest[0]: mark} if rest else mark}


def _column_again(value: Any, bytes_of: Mapping[str, bytes]) -> Any:
    if isinstance(value, list):
        return [_column_again(item, bytes_of) for item in value]
    if isinstance(value, dict):
        return {key: _text_again(item, bytes_of) for key, item in value.items()}
    return _text_again(value, bytes_of)


def _again(value: Any, bytes_of: Mapping[str, bytes]) -> Any:
    if isinstance(value, list):
        return [_again(item, bytes_of) for item in value]
    if not isinstance(value, dict):
        return value
    path, payload = payload_of(value)
    if path and isinstance(payload, str) and payload.startswith(PREFIX):
        return _replaced(value, path, _text_again(payload, bytes_of))
    return {key: _again(item, bytes_of) for key, item in value.items()}


def _text_again(value: Any, bytes_of: Mapping[str, bytes]) -> Any:
    mark = read_mark(value)
    if mark is None:
        return value
    if mark.how == "name":
        return mark.rest
    if mark.sha not in bytes_of:
        return value
    encoded = base64.b64encode(bytes_of[mark.sha]).decode()
    return encoded if mark.how == "base64" else f"data:{mark.rest},{encoded}"


def marks_in(value: Any) -> list[Mark]:
    """The images that an export of this row has to say again."""
    found: list[Mark] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif (mark := read_mark(item)) is not None:
            found.append(mark)
    return found
