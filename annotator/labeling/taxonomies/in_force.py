"""Which taxonomy a queue goes by: what it names, as far as its protocol asks for error types."""

from annotator.labeling.protocols import Asked, Protocol
from annotator.labeling.taxonomies.prmbench import PRMBENCH


def taxonomy_named(*, protocol: Protocol, taxonomy: str, version: int | None) -> tuple[str, int] | None:
    """Name and version; None where no error types are offered.

    A protocol that requires error types and a queue that names none go by PRMBench's nine: a wrong step that nobody can
    give a type could not be submitted.
    """
    if protocol.error_types is Asked.NONE:
        return None
    if taxonomy and version is not None:
        return taxonomy, version
    return (PRMBENCH.name, PRMBENCH.version) if protocol.error_types is Asked.REQUIRED else None
