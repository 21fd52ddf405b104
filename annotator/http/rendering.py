"""JSON out, fast: a trajectory of several megabytes is one `dumps`."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from django.core.serializers.json import DjangoJSONEncoder
from rest_framework.renderers import BaseRenderer


class OrjsonRenderer(BaseRenderer):
    """Renders plain values. NaN cannot happen: what is not a number is stored as NULL."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> bytes:
        """Bytes of one JSON value; nothing at all for no content."""
        if data is None:
            return b""
        try:
            return orjson.dumps(data, default=_plain)
        except orjson.JSONEncodeError:
            # A number beyond 64 bits in somebody's metadata: 1e30 comes back from jsonb as an integer. Or half a sign
            # of two code units, in a refusal that says what was sent: JSON writes it as \ud800.
            text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
            return text.encode(errors="backslashreplace")


def as_line(data: Any) -> str:
    """The same as one line of text, for a shell."""
    return OrjsonRenderer().render(data).decode()


def _plain(value: object) -> object:
    """DRF's validation details and lazy translations are subclasses of list, dict and str."""
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list | tuple):
        return list(value)
    return str(value)
