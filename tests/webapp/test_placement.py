"""PostgreSQL runs wherever the clone lies and whoever calls: four machines in small."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from pathlib import Path

import pytest

from tests.webapp.homes import Home, database_answers, fresh_home, holding
from webapp.embedded.layout import SOCKET_PATH_LIMIT, usual_sockets
from webapp.embedded.placement import SHARED_STATE
from webapp.embedded.programs import find_postgres, find_redis
from webapp.env import REPOSITORY

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can lend its servers another account")


def owners_of(home: Home) -> set[str]:
    servers = home.processes(containing="postgres -D") + home.processes(containing="redis-server")
    assert len(servers) == 2
    return {pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name for pid in servers}


@as_root
def test_root_lends_the_servers_an_unprivileged_account() -> None:
    with fresh_home() as path, holding(Home(path)) as holder:
        assert database_answers(holder.database_url)
        assert owners_of(Home(path)) == {"nobody"}
        assert (path / "postgres").stat().st_mode & 0o777 == 0o700


def test_an_ordinary_user_runs_the_servers_as_themselves() -> None:
    with fresh_home() as path:
        home = Home(path) if os.geteuid() != 0 else as_nobody(path)
        with holding(home) as holder:
            assert database_answers(holder.database_url)
            assert owners_of(home) == {pwd.getpwuid(path.stat().st_uid).pw_name} != {"root"}
            assert path.stat().st_mode & 0o777 == 0o700


def as_nobody(path: Path) -> Home:
    """Root plays an ordinary user; the interpreter must be one that this user may run."""
    account = pwd.getpwnam("nobody")
    path.parent.chmod(0o755)
    os.chown(path.parent, account.pw_uid, account.pw_gid)
    packages = str(find_postgres().root)
    for python in (sys.executable, "/usr/bin/python3"):
        home = Home(path, variables={"PYTHONPATH": packages, "HOME": str(path)}, python=python, user=account.pw_uid)
        try:
            probe = home.start("-c", "import psycopg, webapp.env")
        except PermissionError:
            continue
        if probe.communicate()[0] is not None and probe.returncode == 0:
            return home
    pytest.skip("no Python here can be run by nobody and read the installed packages")


@as_root
def test_a_clone_in_a_closed_home_keeps_its_data_and_programs_where_the_account_can_go() -> None:
    with fresh_home(mode=0o700) as path, holding(clone_into(path.parent)) as holder:
        home = Home(path)
        assert database_answers(holder.database_url)
        assert owners_of(home) == {"nobody"}
        state = Path((path / "state_folder").read_text().strip())
        assert state.parent == SHARED_STATE
        assert (state / "postgres" / "PG_VERSION").exists()
        running = Path(f"/proc/{home.processes(containing='postgres -D')[0]}/exe").readlink()
        assert running.is_relative_to(state / "programs")
        said = holder.let_go()
        assert f"the database's data lies in {state}" in said
        assert "running a copy of postgres" in said
        assert "running a copy of redis-server" in said


@as_root
def test_a_clone_in_a_closed_home_finds_its_data_again() -> None:
    with fresh_home(mode=0o700) as path:
        with holding(clone_into(path.parent)) as first:
            first.let_go()
        state = (path / "state_folder").read_text()
        with holding(Home(path)) as second:
            assert database_answers(second.database_url)
            assert (path / "state_folder").read_text() == state


def test_a_path_of_120_characters_gets_a_short_socket() -> None:
    with fresh_home() as path:
        deep = path / ("d" * 60)
        deep /= "e" * (119 - len(str(deep)))
        deep.parent.mkdir(parents=True)
        for folder in (path, deep.parent):
            folder.chmod(0o711)
        assert len(str(deep)) == 120
        with holding(Home(deep)) as holder:
            assert database_answers(holder.database_url)
            assert len(str(usual_sockets(deep) / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT


def clone_into(folder: Path) -> Home:
    """The code and the packaged servers below a folder that only root may enter, as after a clone into its home."""
    clone, packages = folder / "clone", folder / "packages"
    shutil.copytree(REPOSITORY / "webapp", clone / "webapp", ignore=shutil.ignore_patterns("__pycache__"))
    for program in (find_postgres(), find_redis("packages")):
        package = program.server.relative_to(find_postgres().root).parts[0]
        for name in (package, f"{package}.libs"):
            source = find_postgres().root / name
            if source.exists():
                shutil.copytree(source, packages / name, ignore=shutil.ignore_patterns("pginstall", "include"))
    return Home(folder / "home", variables={"PYTHONPATH": str(packages)}, repository=clone)
