"""docs/formats.md names every reason for which a row is refused or a trajectory left out, and every format."""

import re
from pathlib import Path

import annotator.exchange
from annotator.exchange.formats.registry import FORMATS

CODE = Path(annotator.exchange.__file__).parent
DOCS = CODE.parents[1] / "docs" / "formats.md"

# BadRow("code", …), and the (code, sentence) pairs that the readers of files carry.
RAISED = re.compile(r'(?:BadRow|Unreadable|CannotExport)\(\s*"([a-z_]+)"')
FAULTS = re.compile(r'\(\s*"([a-z]+(?:_[a-z]+)+)",\s*(?:f?"[A-Z]|message\))')
READERS = {"byte_stream.py", "json_documents.py", "json_lines.py", "parquet_rows.py", "pieces.py"}


def codes_in_the_code() -> set[str]:
    found: set[str] = set()
    for path in CODE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found.update(RAISED.findall(text))
        if path.name in READERS:
            found.update(FAULTS.findall(text))
    return found


def codes_in_the_docs() -> set[str]:
    text = DOCS.read_text(encoding="utf-8")
    table = text.partition("| code | why |")[2]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    counted = re.findall(r"\(`([a-z_]+)`\)", text)
    return {*counted, *(code for row in rows for code in re.findall(r"`([a-z_]+)`", row))}


def test_every_reason_is_explained_and_none_is_invented() -> None:
    in_code = codes_in_the_code()
    assert {"truncated_gzip", "row_too_long", "label_out_of_range", "undecided"} <= in_code
    # Named by a variable where it is raised.
    assert codes_in_the_docs() == in_code | {"missing_field", "ambiguous_field"}


def test_every_format_has_its_section() -> None:
    headings = re.findall(r"^## (.+)$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(FORMATS) <= set(headings)
