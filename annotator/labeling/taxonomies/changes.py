"""What the next version of a taxonomy may not do to types that annotations name. No Django here."""

from collections.abc import Collection, Iterator

from annotator.labeling.taxonomies.taxonomy import ErrorType, Taxonomy, all_types


def lost_types(after: Taxonomy, *, used: Collection[str]) -> Iterator[str]:
    """A complaint for each used type that the next version could no longer explain.

    Under every version of one name an id means the same, so one that was used stays, retired if need be, and stays a
    type: a heading is not what was chosen.
    """
    kept = {one.id for one in all_types(after)}
    headings = {heading for root in after.types for heading in _headings(root)}
    for lost in sorted(set(used) - kept):
        if lost in headings:
            yield f"The type {lost!r} is in use and cannot become a heading: retire it, and add the heading anew."
        else:
            yield f"The type {lost!r} is in use and cannot be taken away: keep it, and retire it."


def _headings(one: ErrorType) -> Iterator[str]:
    if one.children:
        yield one.id
        for child in one.children:
            yield from _headings(child)
