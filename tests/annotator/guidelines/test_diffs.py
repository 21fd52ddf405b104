"""What changed between two texts."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.guidelines.diffs import compare

LINES = st.lists(st.text(alphabet="ab \u00e9*", max_size=6), max_size=8).map("\n".join)


def said(before: str, after: str) -> list[tuple[str, str]]:
    return [(line.kind, "".join(part.text for part in line.parts)) for line in compare(before, after)]


def test_a_line_that_stayed_stands_once_and_an_edited_one_twice():
    assert said("one\ntwo words here\nthree", "one\ntwo words there\nthree") == [
        ("same", "one"),
        ("removed", "two words here"),
        ("added", "two words there"),
        ("same", "three"),
    ]


def test_only_the_words_that_differ_are_marked():
    removed, added = compare("A slip counts as wrong.", "A slip counts as neutral.")

    assert [part.text for part in removed.parts if part.is_changed] == ["wrong"]
    assert [part.text for part in added.parts if part.is_changed] == ["neutral"]


def test_lines_that_have_nothing_in_common_are_not_compared_by_word():
    lines = compare("alpha beta gamma", "12 34")

    assert all(not part.is_changed for line in lines for part in line.parts)


def test_a_new_line_and_a_lost_one_stand_by_themselves():
    assert said("a", "a\nb") == [("same", "a"), ("added", "b")]
    assert said("a\nb", "b") == [("removed", "a"), ("same", "b")]
    assert said("", "") == []


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(before=LINES, after=LINES)
def test_both_texts_can_be_read_from_the_comparison(before: str, after: str):
    lines = said(before, after)

    assert [text for kind, text in lines if kind != "added"] == before.splitlines()
    assert [text for kind, text in lines if kind != "removed"] == after.splitlines()
