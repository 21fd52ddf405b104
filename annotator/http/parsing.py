"""JSON in: what no endpoint could keep is refused before one is asked, such as numbers that none can hold."""

import json
from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MOST_DIGITS: Final = 300  # a float ends at 1.8e308: up to here an integer becomes one


class StrictJsonParser(JSONParser):
    """Parses a body as RFC 8259 has it: UTF-8, without NaN and infinities. Raises ParseError, which says the place."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """The value of the body."""
        try:
            return json.loads(stream.read().decode(), parse_constant=_no_number, parse_int=_integer, parse_float=_float)
        except RecursionError as error:
            raise ParseError("This JSON is nested too deeply to be read: send a flatter one.") from error
        except UnicodeDecodeError as error:
            raise ParseError(f"This is no UTF-8 text (byte {error.start}); JSON has to be.") from error
        except ValueError as error:
            raise ParseError(f"This is no JSON: {error}.") from error


def _no_number(text: str) -> Any:
    raise ValueError(f"it holds {text}, which JSON has not; what is absent is null")


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise ValueError(f"it holds a number of {len(text):,} digits; at most {MOST_DIGITS} can be read")
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"it holds the number {text[:40]}, which is larger than any that can be kept")
    return number
