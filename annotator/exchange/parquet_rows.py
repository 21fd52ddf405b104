"""Rows of a Parquet file as pieces, batch by batch. Columns and fields without a value are left out of a row: Parquet
gives every row every field, and a null there says no more than an absent key."""

import base64
import datetime
import decimal
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import orjson

from annotator.exchange.byte_stream import ByteStream
from annotator.exchange.image_files import begins_like_an_image
from annotator.exchange.json_refusals import Unreadable, check_storable
from annotator.exchange.pieces import Piece
from annotator.exchange.places import Path, place, printable, quoted

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# What a batch may weigh once it is unpacked, if the rows of the file are of similar size.
_BATCH_BYTES: Final = 4 * 1024 * 1024
_MOST_ROWS: Final = 1000


def parquet_pieces(stream: ByteStream, *, longest: int) -> Iterator[Piece]:
    """One piece per record, numbered from 1. A file that cannot be read on ends with a piece that says so."""
    import pyarrow as pa

    number = 0
    try:
        with _opened(stream) as file:
            for batch in file.iter_batches(batch_size=_batch_rows(file), use_threads=False):
                for piece in _pieces_of(batch, after=number, longest=longest):
                    yield piece
                    number = piece.number
    except Unreadable as refusal:
        yield Piece(number + 1, b"", stream.total, (refusal.code, str(refusal)))
    except (pa.ArrowException, OSError, ValueError) as error:
        message = f"The Parquet file cannot be read on: {_reason(error)}"
        yield Piece(number + 1, b"", stream.total, ("damaged_parquet", message))


def _opened(stream: ByteStream) -> "pq.ParquetFile":
    import pyarrow.parquet as pq

    if stream.is_gzipped:
        raise Unreadable("packed_file", "The file is a gzipped Parquet file. Unpack it and import what is in it.")
    file = pq.ParquetFile(stream.path, pre_buffer=False, buffer_size=_BATCH_BYTES)
    names = file.schema_arrow.names
    if len(set(names)) < len(names):
        file.close()
        raise Unreadable("duplicate_key", "Two columns of the Parquet file have the same name.")
    return file


def _batch_rows(file: "pq.ParquetFile") -> int:
    weight = sum(file.metadata.row_group(index).total_byte_size for index in range(file.num_row_groups))
    return max(1, min(_MOST_ROWS, _BATCH_BYTES * file.metadata.num_rows // max(weight, 1)))


def _pieces_of(batch: "pa.RecordBatch", *, after: int, longest: int) -> Iterator[Piece]:
    """All rows at once where that goes well; one by one where a row is too long or is refused by pyarrow."""
    try:
        found = _found(batch) if batch.nbytes <= longest else None
    except Unreadable:
        found = None
    for index in range(batch.num_rows):
        row, number = batch.slice(index, 1), after + index + 1
        if found is None and row.nbytes > longest:
            message = f"The row has {row.nbytes:,} bytes; rows of more than {longest:,} are not read."
            yield Piece(number, b"", row.nbytes, ("row_too_long", message))
        else:
            yield _piece(row, number, found=None if found is None else found[index])


def _piece(row: "pa.RecordBatch", number: int, *, found: object) -> Piece:
    try:
        value = _plain(_found(row)[0] if found is None else found, ())
        check_storable(value)
    except Unreadable as refusal:
        raw = repr(_readable(row)).encode(errors="backslashreplace")
        return Piece(number, raw, len(raw), (refusal.code, str(refusal)))
    raw = orjson.dumps(value)
    return Piece(number, raw, len(raw), value=value)


def _found(rows: "pa.RecordBatch") -> list[dict[str, Any]]:
    """Rows in Python's types. pyarrow has a different error for each way in which a value may be none of them."""
    try:
        return rows.to_pylist(maps_as_pydicts="strict")
    except UnicodeDecodeError:
        raise Unreadable("wrong_encoding", "A text of the row is not UTF-8.") from None
    except KeyError:
        raise Unreadable("duplicate_key", "A map of the row has a key twice.") from None
    except (ValueError, OverflowError) as error:
        raise Unreadable("unsupported_type", f"A value of the row is nothing that JSON has: {_reason(error)}") from None


def _readable(row: "pa.RecordBatch") -> dict[str, Any]:
    """What can be shown of a refused row: all columns but those that have no form in Python."""
    shown: dict[str, Any] = {}
    for name, column in zip(row.schema.names, row.columns, strict=True):
        try:
            (shown[name],) = column.to_pylist()
        except (ValueError, OverflowError):
            shown[name] = f"({column.type} that cannot be read)"
    return shown


def _reason(error: Exception) -> str:
    return printable(str(error).partition("\n")[0])


def _plain(value: object, path: Path) -> Any:
    """The value in JSON's own types; fields that are null are left out."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {_key(key, path): _plain(item, (*path, key)) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item, (*path, index)) for index, item in enumerate(value)]
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, decimal.Decimal):
        return _number(value, path)
    if isinstance(value, bytes) and begins_like_an_image(value):
        return base64.b64encode(value).decode()  # how rows of other files hold an image
    raise Unreadable("unsupported_type", f"{place(path)} is of type {type(value).__name__}, which JSON has not.")


def _key(key: object, path: Path) -> str:
    if not isinstance(key, str):
        raise Unreadable("unsupported_type", f"{place(path)} has the key {quoted(key)}, which is no text.")
    return key


def _number(value: decimal.Decimal, path: Path) -> float:
    if decimal.Decimal(repr(float(value))) != value:
        raise Unreadable("number_too_large", f"{place(path)} has more digits than a 64-bit float can hold.")
    return float(value)
