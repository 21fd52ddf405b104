"""Finding protocols: by name and version for ever, or the one in force."""

from collections.abc import Iterable, Mapping
from typing import Final

from annotator.labeling.protocols.records import Protocol
from annotator.labeling.protocols.shipped import SHIPPED

Key = tuple[str, int]


class UnknownProtocol(LookupError):
    """No such protocol; the message says which there are."""


def by_key(records: Iterable[Protocol]) -> dict[Key, Protocol]:
    """Protocols by name and version. Raises ValueError for two of one version, and for versions that differ in what
    the database holds all rows of their name to."""
    found: dict[Key, Protocol] = {}
    first_of: dict[str, Protocol] = {}
    for record in records:
        if (record.name, record.version) in found:
            raise ValueError(f"There are two protocols {record.name}, version {record.version}.")
        if of_one_name(first_of.setdefault(record.name, record)) != of_one_name(record):
            raise ValueError(f"{record.name}, version {record.version}, needs a name of its own: its labels differ.")
        found[record.name, record.version] = record
    return found


def of_one_name(record: Protocol) -> tuple[object, ...]:
    """What all versions of a protocol share, since gold labels and constraints name no version."""
    return (record.label_values, record.error_values, record.stops, record.asks_for_labels)


ALL_VERSIONS: Final[Mapping[Key, Protocol]] = by_key(SHIPPED)
# The highest version of each name.
PROTOCOLS: Final[Mapping[str, Protocol]] = {
    name: ALL_VERSIONS[name, max(version for known, version in ALL_VERSIONS if known == name)]
    for name, _ in ALL_VERSIONS
}


def protocol_named(name: str) -> Protocol:
    """The protocol of that name that is in force. Raises UnknownProtocol."""
    if name not in PROTOCOLS:
        raise UnknownProtocol(f"There is no protocol {name!r}; there are: {', '.join(PROTOCOLS)}.")
    return PROTOCOLS[name]


def value_names(name: str, version: int | None = None) -> dict[str, str]:
    """What its numbers are called, by the number as text: 0 is "correctable" under one protocol and "neutral" under
    another. Of the protocol in force where no version is named; empty for one that is gone."""
    found = PROTOCOLS.get(name) if version is None else ALL_VERSIONS.get((name, version))
    return {} if found is None else {str(value.value): value.name for value in found.values}


def protocol_at(name: str, version: int) -> Protocol:
    """The protocol as it was at that version. Raises UnknownProtocol."""
    if (name, version) not in ALL_VERSIONS:
        current = protocol_named(name)
        raise UnknownProtocol(f"There is no version {version} of {name}; the highest is {current.version}.")
    return ALL_VERSIONS[name, version]
