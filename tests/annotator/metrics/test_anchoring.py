"""The measures of an anchoring experiment, against numbers worked by hand."""

import pytest

from annotator.metrics.anchoring import ArmRow, Comparison, LabelScale, compare_arms

TERNARY = LabelScale(frozenset({-1, 0, 1}), frozenset({-1}))
CORRECTABLE = LabelScale(frozenset({-1, 0, 1}), frozenset({-1, 0}))
LIST_OF_ERRORS = LabelScale(frozenset({-1}), frozenset({-1}))
FIRST_ERROR_ALONE = LabelScale(frozenset(), frozenset({-1}))


def row(trajectory: int, labels: list[int | None], *, shown: bool, **more: object) -> ArmRow:
    first = labels.index(-1) if -1 in labels else None
    values: dict[str, object] = {"scorable": range(len(labels)), "first_error": first, **more}
    return ArmRow(trajectory=trajectory, is_shown=shown, labels=labels, **values)  # type: ignore[arg-type]


def measured(
    rows: list[ArmRow], threshold: float | None = 0.5, *, scale: LabelScale = TERNARY
) -> dict[str, Comparison]:
    return {one.measure: one for one in compare_arms(rows, scale=scale, threshold=threshold, seed=3)}


def test_each_measure_by_hand():
    rows = [
        # shown: 2 of 4 and 1 of 2 incorrect -> 3/6; positions 1/4 and 0/2 -> 0.125
        row(1, [1, -1, -1, 1], shown=True, seconds=10.0, rewards=[0.9, 0.1, 0.9, None]),
        row(2, [-1, 1], shown=True, seconds=20.0, rewards=[0.2, 0.8]),
        # hidden: 1 of 4 and 0 of 2 -> 1/6; position 3/4
        row(1, [1, 1, 1, -1], shown=False, seconds=30.0, rewards=[0.9, 0.1, 0.9, None]),
        row(2, [1, 1], shown=False, seconds=None, rewards=[0.2, 0.8]),
    ]

    found = measured(rows)

    assert found["incorrect_share"].shown.value == pytest.approx(3 / 6)
    assert found["incorrect_share"].hidden.value == pytest.approx(1 / 6)
    assert found["incorrect_share"].difference.value == pytest.approx(2 / 6)
    assert (found["first_error_share"].shown.value, found["first_error_share"].hidden.value) == (1.0, 0.5)
    assert found["first_error_position"].shown.value == pytest.approx(0.125)
    assert found["first_error_position"].hidden.value == pytest.approx(0.75)
    assert (found["active_seconds"].shown.value, found["active_seconds"].hidden.value) == (15.0, 30.0)
    assert (found["active_seconds"].shown.n, found["active_seconds"].hidden.n) == (2, 1)
    # shown: steps agree 1, 1, 0 | 1, 1 -> 4 of 5; hidden: 1, 0, 1 | 0, 1 -> 3 of 5
    assert found["scorer_agreement"].shown.value == pytest.approx(4 / 5)
    assert found["scorer_agreement"].hidden.value == pytest.approx(3 / 5)


def test_agreement_by_the_first_error_where_steps_have_no_labels():
    nothing: list[int | None] = [None, None]
    rows = [
        row(1, nothing, shown=True, first_error=1, rewards=[0.9, 0.2]),
        row(2, nothing, shown=True, first_error=None, rewards=[0.9, 0.2]),
        row(3, nothing, shown=True, first_error=None, rewards=[0.9, 0.8]),
        row(4, nothing, shown=True, first_error=0, rewards=[None, None]),
    ]

    found = measured(rows, scale=FIRST_ERROR_ALONE)

    assert found["scorer_agreement"].shown.value == pytest.approx(2 / 3)
    assert found["scorer_agreement"].shown.n == 3
    assert found["incorrect_share"].shown.value is None


def test_what_a_protocol_calls_an_error_counts_as_one():
    """Correctable steps (0) are wrong: 2 of 3 shown, 1 of 3 hidden; as ternary it would be 1 of 3 in both."""
    rows = [
        row(1, [1, 0, -1], shown=True, first_error=1, rewards=[0.9, 0.1, 0.1]),
        row(1, [1, 1, -1], shown=False, first_error=2, rewards=[0.9, 0.1, 0.1]),
    ]

    found = measured(rows, scale=CORRECTABLE)

    assert found["incorrect_share"].shown.value == pytest.approx(2 / 3)
    assert found["incorrect_share"].hidden.value == pytest.approx(1 / 3)
    assert found["scorer_agreement"].shown.value == 1.0
    assert found["scorer_agreement"].hidden.value == pytest.approx(2 / 3)
    assert measured(rows)["incorrect_share"].difference.value == 0.0


def test_where_labels_only_list_errors_the_lists_are_compared_and_no_share():
    """Shown: 3 and 1 listed, 2 a trajectory; hidden: 1 and 0, 0.5 a trajectory. Of the labels all are errors."""
    rows = [
        row(1, [None, -1, -1, -1], shown=True, rewards=[0.9, 0.1, 0.9, 0.9]),
        row(2, [-1, None], shown=True, rewards=[0.9, 0.1]),
        row(1, [None, -1, None, None], shown=False, rewards=[0.9, 0.1, 0.9, 0.9]),
        row(2, [None, None], shown=False, rewards=[0.9, 0.9]),
    ]

    found = measured(rows, scale=LIST_OF_ERRORS)

    assert "incorrect_share" not in found
    listed = found["listed_steps"]
    assert (listed.shown.value, listed.hidden.value, listed.difference.value) == (2.0, 0.5, 1.5)
    assert (listed.shown.n, listed.hidden.n) == (2, 2)
    # The first error of the list beside the scorer's: 1 = 1 and 0 != 1 shown; 1 = 1 and none = none hidden.
    assert (found["scorer_agreement"].shown.value, found["scorer_agreement"].hidden.value) == (0.5, 1.0)


def test_nothing_is_not_a_number():
    found = measured([])

    assert all(one.shown.value is None and one.difference.low is None for one in found.values())
    assert {one.verdict for one in found.values()} == {"too-few"}
    assert measured([row(1, [1], shown=True)], threshold=None)["scorer_agreement"].shown.n == 0


def experiment(count: int, *, shown: int, hidden: int) -> list[ArmRow]:
    """`count` trajectories with ten steps, of which so many are called incorrect; they vary from one to the next."""

    def labels(wrong: int) -> list[int | None]:
        return [*[-1] * wrong, *[1] * (10 - wrong)]

    return [
        one
        for number in range(count)
        for one in (
            row(number, labels(shown + number % 3), shown=True),
            row(number, labels(hidden + number % 3), shown=False),
        )
    ]


def test_refuses_to_conclude_below_fifty_and_concludes_from_there_on():
    assert measured(experiment(49, shown=5, hidden=1))["incorrect_share"].verdict == "too-few"
    assert measured(experiment(50, shown=5, hidden=1))["incorrect_share"].verdict == "differs"
    assert measured(experiment(50, shown=2, hidden=2))["incorrect_share"].verdict == "no-difference-shown"


def test_a_paired_design_has_an_interval_of_the_difference_alone():
    """Both annotations of a trajectory move together, so the difference has no spread although each arm has."""
    found = measured(experiment(60, shown=3, hidden=1))["incorrect_share"]

    assert found.difference.low == pytest.approx(0.2)
    assert found.difference.high == pytest.approx(0.2)
    assert found.shown.low is not None
    assert found.shown.high is not None
    # The standard error of the mean of 0, .1, .2 in equal parts over 60: 0.0816 / sqrt(60) = 0.0105.
    assert found.shown.high - found.shown.low == pytest.approx(2 * 1.96 * 0.0105, rel=0.1)


def test_the_same_seed_gives_the_same_interval_and_another_one_another():
    rows = experiment(50, shown=2, hidden=1)
    first, again, other = (compare_arms(rows, scale=TERNARY, threshold=None, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other
