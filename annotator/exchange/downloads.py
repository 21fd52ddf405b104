"""Answers that are files: streamed, so that their size costs no memory."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes

# One line is too little for a packet, and for the compression on the way.
_BLOCK_BYTES: Final = 64 * 1024

JSON_LINES: Final = {(200, "application/x-ndjson"): OpenApiTypes.BINARY}
"""For the schema."""


def download(lines: Iterable[bytes], *, name: str) -> StreamingHttpResponse:
    """A file of JSON lines, to be saved under this name."""
    response = StreamingHttpResponse(_blocks(lines), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _BLOCK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
