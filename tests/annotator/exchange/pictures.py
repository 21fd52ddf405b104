"""Small images for tests, drawn here."""

import base64
import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

from PIL import Image


def picture(
    kind: str = "PNG", size: tuple[int, int] = (6, 4), colour: str | tuple[int, int, int] = "red", **more: Any
) -> bytes:
    """An image in one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind, **more)
    return made.getvalue()


def noisy_picture(kind: str = "PNG", size: int = 64) -> bytes:
    """An image that cannot be packed into a few bytes, so that cutting it cuts its pixels."""
    made = io.BytesIO()
    Image.frombytes("RGB", (size, size), bytes((7 * i * i) % 251 for i in range(3 * size * size))).save(made, kind)
    return made.getvalue()


def moving_picture(kind: str = "GIF") -> bytes:
    """Two frames."""
    made = io.BytesIO()
    frames = [Image.new("RGB", (6, 4), colour) for colour in ("red", "blue")]
    frames[0].save(made, kind, save_all=True, append_images=frames[1:])
    return made.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes whose header promises that many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def base64_of(data: bytes) -> str:
    """As rows hold it."""
    return base64.b64encode(data).decode()


def data_address(data: bytes, declared: str = "image/png") -> str:
    """As content parts hold it."""
    return f"data:{declared};base64,{base64_of(data)}"


def zip_of(path: Path, files: dict[str, bytes]) -> Path:
    """A .zip with these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def seen_talk(url: str, **changes: Any) -> dict[str, Any]:
    """A conversation whose first message shows an image in OpenAI's form."""
    parts = [
        {"type": "text", "text": "How long is the side?"},
        {"type": "image_url", "image_url": {"url": url, "detail": "low"}},
    ]
    messages = [{"role": "user", "content": parts}, {"role": "assistant", "content": "It is 5."}]
    return {"id": "seen", "messages": messages, **changes}
