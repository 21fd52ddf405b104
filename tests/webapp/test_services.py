"""The embedded services come up, are shared, survive kill -9 of anything, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from kombu import Connection

from tests.webapp.homes import HOLDER, Holder, Home, database_answers, eventually, fresh_home, holding, is_alive

pytestmark = [
    pytest.mark.slow,
    pytest.mark.flaky(reruns=1),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]


@pytest.fixture
def home() -> Iterator[Home]:
    with fresh_home() as path:
        yield Home(path)


def postmaster_of(home: Home) -> int:
    return int((home.path / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def redis_of(home: Home) -> int:
    return next(iter(home.processes(containing="redis-server")))


def make_table(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")


def read_table(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT word FROM kept").fetchone()
        assert row is not None
        return str(row[0])


def broker_carries(url: str) -> bool:
    with Connection(url) as broker, broker.SimpleQueue("probe") as queue:
        queue.put({"n": 1})
        message = queue.get(timeout=30)
        message.ack()
        return bool(message.payload == {"n": 1})


def test_answers_and_leaves_nothing_behind_when_the_last_user_goes(home: Home) -> None:
    with holding(home) as holder:
        assert database_answers(holder.database_url)
        assert broker_carries(holder.broker_url)
        sockets = Path(str(home.runtime()["sockets"]))
        assert sockets.stat().st_mode & 0o777 == 0o700
        holder.let_go()
        assert home.comes_to_rest(), home.commands()
        assert not sockets.exists()


def test_listens_on_no_port(home: Home) -> None:
    with holding(home):
        listening = [
            line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()
        ]
        inodes = {columns[9] for columns in listening if len(columns) > 9 and columns[3] == "0A"}
        servers = home.processes(containing="postgres") + home.processes(containing="redis-server")
        assert len(servers) >= 2
        held = {str(link.readlink()) for pid in servers for link in Path(f"/proc/{pid}/fd").iterdir()}
        assert any(name.startswith("socket:") for name in held)
        assert not {f"socket:[{inode}]" for inode in inodes} & held


def test_keeps_the_data_over_a_restart(home: Home) -> None:
    with holding(home) as first:
        make_table(first.database_url)
    with holding(home) as second:
        assert read_table(second.database_url) == "still here"
        assert second.database_url == first.database_url


def test_starts_at_once_share_one_server_and_the_last_one_out_stops_it(home: Home) -> None:
    holders = [Holder(home.start("-c", HOLDER)) for _ in range(4)]
    for holder in holders:
        holder.wait_until_ready()
    assert len({holder.database_url for holder in holders}) == 1
    assert len(home.processes(containing="webapp.embedded.keeper")) == 1
    *others, last = holders
    for holder in others:
        holder.let_go()
    assert database_answers(last.database_url)
    last.let_go()
    assert home.comes_to_rest(), home.commands()


def test_stops_by_itself_when_the_last_user_is_killed(home: Home) -> None:
    with holding(home) as holder:
        holder.process.kill()
        assert home.comes_to_rest(), home.commands()


def test_brings_postgres_back_after_kill_9_with_its_data(home: Home) -> None:
    with holding(home) as holder:
        make_table(holder.database_url)
        killed = postmaster_of(home)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: not is_alive(killed))
        assert eventually(lambda: database_answers(holder.database_url))
        assert read_table(holder.database_url) == "still here"
        assert postmaster_of(home) != killed


def test_brings_redis_back_after_kill_9_under_the_same_address(home: Home) -> None:
    with holding(home) as holder:
        killed = redis_of(home)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: [pid for pid in home.processes(containing="redis-server") if pid != killed] != [])
        assert eventually(lambda: broker_carries(holder.broker_url))


def test_survives_kill_9_of_the_keeper(home: Home) -> None:
    with holding(home) as first:
        make_table(first.database_url)
        keeper = int(str(home.runtime()["pid"]))
        os.kill(keeper, signal.SIGKILL)
        with holding(home) as second:
            assert read_table(second.database_url) == "still here"
            assert int(str(home.runtime()["pid"])) != keeper
            assert len(home.processes(containing="postgres -D")) == 1


def test_survives_kill_9_of_everything_at_once(home: Home) -> None:
    with holding(home) as first:
        make_table(first.database_url)
        for pid in home.processes():
            os.kill(pid, signal.SIGKILL)
        first.process.wait()
    with holding(home) as second:
        assert read_table(second.database_url) == "still here"


def test_is_not_stopped_by_a_stale_pid_file_that_names_another_living_process(home: Home) -> None:
    with holding(home) as holder:
        make_table(holder.database_url)
        pid_file = home.path / "postgres" / "postmaster.pid"
        left_behind, owner = pid_file.read_text(), pid_file.stat()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        _, *rest = left_behind.splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *rest, ""]))
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        with holding(home) as again:
            assert read_table(again.database_url) == "still here"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_makes_the_data_folder_again_after_an_interrupted_first_start(home: Home) -> None:
    half_made = home.path / "postgres.new"
    half_made.mkdir(parents=True)
    home.path.chmod(0o711)
    (half_made / "PG_VERSION").write_text("18\n")
    with holding(home) as holder:
        assert database_answers(holder.database_url)
    assert not half_made.exists()


def test_refuses_data_of_another_version_and_says_what_to_do(home: Home) -> None:
    with holding(home):
        pass
    (home.path / "postgres" / "PG_VERSION").write_text("17\n")
    _, said = home.start("-c", HOLDER).communicate(timeout=180)
    assert "made by PostgreSQL 17, and this is PostgreSQL 18" in said
    assert "Restore a backup" in said
    assert home.comes_to_rest(), home.commands()


def test_starts_nothing_where_both_addresses_are_given(home: Home) -> None:
    given = {"ASSAY_DATABASE_URL": "postgres://me@192.0.2.1/mine", "ASSAY_BROKER_URL": "redis://192.0.2.1/0"}
    with holding(Home(home.path, variables=given)) as holder:
        assert holder.database_url == given["ASSAY_DATABASE_URL"]
        assert holder.broker_url == given["ASSAY_BROKER_URL"]
        assert home.processes(containing="keeper") == []


def test_says_what_to_bring_where_no_package_has_redis() -> None:
    # -S leaves out the installed packages: such a machine has neither wheel.
    code = "from webapp.embedded.programs import find_redis; find_redis('packages')"
    told = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False)
    assert "NoServerProgram: There is no Redis here" in told.stderr
    assert "ASSAY_BROKER_URL" in told.stderr
