"""Settling the format of a file before its first row is landed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator.exchange.batches import MOST_BYTES
from annotator.exchange.formats.contract import Format
from annotator.exchange.formats.registry import format_named
from annotator.exchange.import_options import AUTO, CannotImport, ImportOptions
from annotator.exchange.rows import read_rows
from annotator.exchange.sniffing import AnyRow, CannotRecognise, peek, recognise


def settle_format(path: Path, *, name: str, options: ImportOptions) -> str:
    """The name of the format to read the file with. Raises CannotImport.

    It stays "auto" where not one of the first rows can be read: those rows still go to the quarantine.
    """
    if path.exists() and not path.is_file():
        raise CannotImport("no_file", f"{name} is no regular file: write it to one first, since it is read twice.")
    if options.field_map:
        return "plain"
    if options.format != AUTO:
        return options.format
    try:
        with read_rows(path, name=name) as rows:
            sample, everything = peek(_first(rows))
            if not sample and next(everything, None) is not None:
                return AUTO
    except OSError as error:
        raise CannotImport("no_file", f"{name} cannot be read: {error.strerror}.") from error
    if not sample:
        raise CannotImport("empty_file", f"{name} is empty.")
    try:
        return recognise(sample, kind=options.kind).name
    except CannotRecognise as refusal:
        raise CannotImport(refusal.code, f"{name}: {refusal.message}", in_shell=refusal.in_shell) from refusal


def format_to_read(name: str) -> Format | None:
    """The format of that name; None for "auto", which by then means that none could be told."""
    return None if name == AUTO else format_named(name)


def _first(rows: Iterable[AnyRow]) -> Iterator[AnyRow]:
    """The rows of the first megabytes, at least one: rows can be so long that twenty are too much to hold."""
    held = 0
    for row in rows:
        yield row
        held += len(row.raw)
        if held >= MOST_BYTES:
            return
