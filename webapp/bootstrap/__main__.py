"""What the Makefile calls: `python3 -m webapp.bootstrap TARGET`, with any Python of version 3.11 or newer."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is for the machine that has only an older one
    sys.exit(f"Assay needs Python 3.11 or newer, and {sys.executable} is older. Name another: make PYTHON=python3.12 …")

from webapp.bootstrap.targets import main

sys.exit(main(sys.argv[1:]))
