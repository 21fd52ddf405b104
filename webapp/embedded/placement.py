"""Decides where the servers' programs, data and sockets lie, so that their account reaches all of them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from webapp.embedded.account import Account, NoAccount, can_reach, choose_account, give_to, make_passable
from webapp.embedded.layout import Layout, usual_sockets
from webapp.embedded.programs import ServerProgram, find_postgres, find_redis
from webapp.env import Environment

# Where root keeps data that an unprivileged account must reach, when ASSAY_HOME lies under a closed home folder.
SHARED_STATE = Path("/var/lib/assay")

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Placement:
    """All that the servers need to know; a program is None where an address from the environment is used instead."""

    account: Account
    state: Path
    sockets: Path
    postgres: Path | None
    redis: Path | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.state / "postgres"


def decide_placement(environment: Environment, layout: Layout, *, say: Say) -> Placement:
    """Choose an account, copy what it could not reach, and make the folder of the sockets."""
    postgres = find_postgres() if environment.database_url is None else None
    redis = find_redis(environment.embedded) if environment.broker_url is None else None
    state = known_state(layout)
    account = choose_account(
        owner_of=(state or layout.home) / "postgres",
        must_reach=[state or layout.home, *(program.server for program in (postgres, redis) if program is not None)],
    )
    state = state or _new_state(layout, account, say=say)
    make_passable(state)
    if not can_reach(account, state):
        raise NoAccount(
            f"The account {account.name} runs the database and may no longer enter {state}, where its data lies. "
            "Give back the right to pass through the folders above it (chmod o+x)."
        )
    return Placement(
        account=account,
        state=state,
        sockets=_make_sockets(layout, account),
        postgres=_reachable(postgres, account, state, say=say),
        redis=_reachable(redis, account, state, say=say),
    )


def known_state(layout: Layout) -> Path | None:
    """Where the data was put the first time: it stays there, also when folders change their modes later."""
    if layout.state_pointer.exists():
        return Path(layout.state_pointer.read_text(encoding="utf-8").strip())
    return layout.home if (layout.home / "postgres").exists() else None


def _new_state(layout: Layout, account: Account, *, say: Say) -> Path:
    if can_reach(account, layout.home):
        return layout.home
    state = SHARED_STATE / hashlib.sha256(os.fsencode(layout.home.resolve())).hexdigest()[:12]
    say(
        f"PostgreSQL refuses root and runs as {account.name}, which may not enter {layout.home}: "
        f"the database's data lies in {state}."
    )
    layout.state_pointer.write_text(f"{state}\n", encoding="utf-8")
    return state


def _reachable(program: ServerProgram | None, account: Account, state: Path, *, say: Say) -> Path | None:
    if program is None or can_reach(account, program.server):
        return program.server if program is not None else None
    copies = state / "programs"
    say(f"{account.name} may not enter {program.root}: running a copy of {program.server.name} in {copies}.")
    return program.copied_below(copies).server


def _make_sockets(layout: Layout, account: Account) -> Path:
    """A private folder; where the usual name is somebody else's, or out of reach, a fresh one."""
    usual = usual_sockets(layout.home)
    if not usual.is_symlink() and (not usual.exists() or _is_ours(usual, account)) and can_reach(account, usual.parent):
        give_to(account, usual)
        return usual
    fresh = Path(tempfile.mkdtemp(prefix="assay-", dir="/tmp"))
    give_to(account, fresh)
    return fresh


def _is_ours(folder: Path, account: Account) -> bool:
    return folder.is_dir() and folder.stat().st_uid in {os.geteuid(), account.uid}
