"""What every command of ours begins with: its texts can be kept, and its files can be read."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class ShellCommand(BaseCommand):
    """A command whose options are texts in UTF-8, unless they have a type of their own, as a path has."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser names the option that no text stands in."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.register("type", None, _text)
        return parser


def _text(said: str) -> str:
    """Bytes of the shell that are not UTF-8 come as half characters, which no database keeps."""
    try:
        said.encode()
    except UnicodeEncodeError:
        raise ArgumentTypeError(f"{said!r} is no text in UTF-8") from None
    return said


def read_text(file: Path, *, longest_bytes: int) -> str:
    """The text of a file that somebody named. Raises CommandError, which says what is wrong with it."""
    try:
        size = file.stat().st_size
        if size > longest_bytes:
            raise CommandError(f"{file} has {size:,} bytes; at most {longest_bytes:,} are read.")
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is no UTF-8 text (byte {error.start}).") from error
