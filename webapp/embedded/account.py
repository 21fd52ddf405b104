"""Which system account runs the servers. PostgreSQL refuses root, so root lends it an existing unprivileged one."""

from __future__ import annotations

import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Present on every system we know of; none is ever created.
UNPRIVILEGED = ("nobody", "daemon")


class NoAccount(Exception):
    """Root runs Assay and no unprivileged account is there to run PostgreSQL."""


@dataclass(frozen=True)
class Account:
    """An entry of the password file; `changes` is false when the servers run as the caller."""

    name: str
    uid: int
    gid: int
    changes: bool


def choose_account(*, owner_of: Path, must_reach: Sequence[Path]) -> Account:
    """The caller, unless that is root.

    Root takes whoever owns the data folder already, else the first account that reaches all of `must_reach`: the one
    that called sudo, then `nobody`, then `daemon`. Where none does it is an unprivileged one, and the caller copies.
    """
    if os.geteuid() != 0:
        return _caller()
    if owner_of.exists() and owner_of.stat().st_uid != 0:
        return _account(pwd.getpwuid(owner_of.stat().st_uid))
    unprivileged = _existing(UNPRIVILEGED)
    candidates = _existing((os.environ.get("SUDO_USER", ""),)) + unprivileged
    for account in candidates:
        if all(can_reach(account, path) for path in must_reach):
            return account
    if not unprivileged:
        raise NoAccount(
            "PostgreSQL refuses to run as root, and there is no account `nobody` or `daemon` to run it as. "
            "Run Assay as an ordinary user, or set ASSAY_DATABASE_URL."
        )
    return unprivileged[0]


def can_reach(account: Account, path: Path) -> bool:
    """Whether the account may enter a folder or run a file; for a missing path its nearest parent is asked."""
    while not path.exists():
        path = path.parent
    wanted = os.X_OK if path.is_dir() else os.R_OK | os.X_OK
    if not account.changes:
        return os.access(path, wanted)
    child = os.fork()
    if child == 0:  # only system calls from here on: the answer of a process that really is that account
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            os._exit(0 if os.access(path, wanted) else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def give_to(account: Account, path: Path) -> None:
    """Make a folder that only the account may enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    if account.changes:
        os.chown(path, account.uid, account.gid)


def make_passable(folder: Path) -> None:
    """Make a folder; under root others may pass through to what lies inside, whatever the umask is."""
    for path in reversed([folder, *folder.parents]):
        if not path.exists():
            path.mkdir(exist_ok=True)
            path.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _caller() -> Account:
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise NoAccount(
            f"The user id {os.geteuid()} has no entry in the password file, and PostgreSQL does not start without one. "
            "Run Assay as a user that has one, or set ASSAY_DATABASE_URL."
        ) from error
    return Account(entry.pw_name, os.geteuid(), os.getegid(), changes=False)


def _existing(names: tuple[str, ...]) -> list[Account]:
    entries = [entry for entry in pwd.getpwall() if entry.pw_name in names and entry.pw_uid != 0]
    return [_account(entry) for entry in sorted(entries, key=lambda entry: names.index(entry.pw_name))]


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, changes=True)
