"""Memory: a huge line costs no more than the longest row that is read, whatever the file's form."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

HUGE = 100 * 1024 * 1024
# The interpreter with what it imports is about 45 MB, a row of 16 MB is held at most twice.
MOST_MB = 120

_CHILD = """
import pathlib, sys
from annotator.exchange.rows import Row, read_rows
with read_rows(pathlib.Path(sys.argv[1])) as rows:
    for row in rows:
        print(row.line, "row" if isinstance(row, Row) else f"{row.code} {row.raw_bytes_total} {len(row.raw)}")
status = pathlib.Path("/proc/self/status").read_text()
print("peak", int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def write_huge(path: Path, *, before: bytes, after: bytes) -> None:
    with gzip.open(path, "wb", compresslevel=1) if path.suffix == ".gz" else path.open("wb") as file:
        file.write(before + b'{"a":"')
        for _ in range(HUGE // 1024 // 1024):
            file.write(b"x" * (1024 * 1024))
        file.write(b'"}' + after)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("lines.jsonl", b'{"a":1}\n', b'\n{"a":3}\n'),
        ("lines.jsonl.gz", b'{"a":1}\n', b'\n{"a":3}\n'),
        ("array.json", b'[{"a":1},', b',{"a":3}]'),
    ],
)
def test_a_100_mb_line_is_passed_over_in_little_memory(tmp_path: Path, name: str, before: bytes, after: bytes) -> None:
    path = tmp_path / name
    write_huge(path, before=before, after=after)
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    *rows, peak = child.stdout.splitlines()
    assert rows == ["1 row", f"2 row_too_long {HUGE + 8} 65536", "3 row"]
    assert int(peak.split()[1]) < MOST_MB
