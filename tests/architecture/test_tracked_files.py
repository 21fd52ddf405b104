"""What is committed works on any machine: no address of a package host, no path of one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from webapp.env import REPOSITORY

# Written in pieces, so that this file does not find itself.
PACKAGE_HOSTS = re.compile(
    "|".join(
        rf"{name}\.{end}"
        for name, end in (
            (r"\bpypi", "org"),
            (r"pythonhosted", "org"),
            (r"registry\.npmjs", "org"),
            (r"\bnpmjs", "com"),
            (r"registry\.yarnpkg", "com"),
            (r"deb\.debian", "org"),
            (r"download\.pytorch", "org"),
            (r"anaconda", "org"),
            (r"crates", "io"),
        )
    )
)
# A folder of one person's or one machine's: work, home folders, local wheels, temporary files with a fixed name.
MACHINE_PATHS = re.compile(
    r"(?<![\w./}$-])/(?:(?:work|root)(?![\w-])|(?:home|Users|tmp)/[A-Za-z]|opt/(?:wheels|pypi))",
)
LARGEST_TEXT = 5_000_000


def tracked_files() -> list[Path]:
    """What git would hand to a stranger, new files included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git clone")
    return [path for name in listed.stdout.split("\0") if name and (path := REPOSITORY / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked_files():
        if path.stat().st_size > LARGEST_TEXT:
            continue
        for number, line in enumerate(path.read_bytes().decode("utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()[:120]}")
    return found


def test_looks_at_the_files_that_matter() -> None:
    names = {str(path.relative_to(REPOSITORY)) for path in tracked_files()}
    assert {"Makefile", "requirements/base.txt", "frontend/package-lock.json", "webapp/env.py"} <= names


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (PACKAGE_HOSTS, "--index-url https://py" + "pi.org/simple"),
        (PACKAGE_HOSTS, '"resolved": "https://registry.npm' + 'js.org/vite"'),
        (MACHINE_PATHS, "find-links = /opt" + "/wheels"),
        (MACHINE_PATHS, 'open("/ro' + 'ot/file")'),
        (MACHINE_PATHS, "cd /wor" + "k/main"),
        (MACHINE_PATHS, "see /ho" + "me/me/clone"),
        (MACHINE_PATHS, "writes /tm" + "p/out.json"),
    ],
)
def test_recognises_what_it_looks_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_no_file_names_a_package_host() -> None:
    assert lines_with(PACKAGE_HOSTS) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE_PATHS) == []


def test_no_lock_of_uv_is_kept() -> None:
    # It would hold index addresses and local wheel folders.
    assert not [path for path in tracked_files() if path.name == "uv.lock"]
