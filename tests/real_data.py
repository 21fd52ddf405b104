"""The published data sets, where this machine has them: ASSAY_REAL_DATA names the folder. They are never committed."""

import os
from pathlib import Path

import pytest

_FOLDER = os.environ.get("ASSAY_REAL_DATA", "")

REAL_DATA = Path(_FOLDER)

needs_real_data = pytest.mark.skipif(
    not _FOLDER, reason="ASSAY_REAL_DATA is unset: the published figures and files are NOT checked in this run"
)
