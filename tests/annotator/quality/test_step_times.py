"""Time per step, worked by hand."""

from annotator.quality.step_times import TimedWork, judged_steps, time_work


def test_idle_is_what_active_time_leaves_of_the_time_from_claim_to_submission():
    found = time_work([TimedWork([(100, 4_000), (100, 6_000)], elapsed_s=60), TimedWork([(100, 2_000)], elapsed_s=2)])

    assert (found.active_s, found.idle_s) == (12, 50)
    assert (found.per_step_s, found.per_trajectory_s) == (4, 6)


def test_a_step_without_a_measure_is_unknown_and_not_zero():
    found = time_work([TimedWork([(100, None), (100, 3_000)], elapsed_s=None), TimedWork([(100, None)], elapsed_s=9)])

    assert (found.measured_steps, found.per_step_s, found.per_trajectory_s) == (1, 3, 3)
    assert (found.measured_annotations, found.active_s, found.idle_s) == (0, None, None)


def test_too_fast_is_less_than_the_characters_take_to_read():
    """600 characters at 60 a second take 10 s; a step of 59 characters is taken in at a glance."""
    steps = [(600, 9_999), (600, 10_000), (60, 999), (59, 1)]

    found = time_work([TimedWork(steps, elapsed_s=60)])

    assert (found.too_fast.hits, found.too_fast.count) == (2, 3)
    assert time_work([TimedWork(steps, elapsed_s=60)], reading_speed=100).too_fast.hits == 0


def test_judged_are_labelled_steps_and_those_that_were_read_to_find_the_first_error():
    nothing: list[int | None] = [None] * 5
    where = {"scorable": [0, 1, 3, 4]}

    assert judged_steps([1, -1, None, None, None], first_error=1, no_error=False, **where) == {0, 1}
    assert judged_steps(nothing, first_error=3, no_error=False, **where) == {0, 1, 3}
    assert judged_steps(nothing, first_error=None, no_error=True, **where) == {0, 1, 3, 4}
    assert judged_steps([None, -1, None, None, -1], first_error=1, no_error=False, **where) == {0, 1, 4}
    assert judged_steps(nothing, first_error=None, no_error=False, **where) == set()


def test_what_was_passed_over_is_active_time_and_no_fast_step():
    found = time_work([TimedWork([(600, 12_000)], elapsed_s=20, passed_over_ms=3_000)])

    assert (found.active_s, found.idle_s, found.per_trajectory_s) == (15, 5, 15)
    assert (found.per_step_s, found.too_fast.hits, found.too_fast.count) == (12, 0, 1)


def test_nothing_measured_says_nothing():
    found = time_work([])

    assert (found.active_s, found.idle_s, found.per_step_s, found.too_fast.value) == (None, None, None, None)
