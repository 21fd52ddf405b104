"""Judge and annotator exports in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from annotator.exchange.formats.agentprocessbench_annotations import read
from annotator.exchange.formats.contract import ReadContext
from annotator.exchange.records import AnnotationRecord, BadRow

ROW: dict[str, Any] = {
    "dataset": "towns", "record_id": "towns:0:1", "annotator": "judge", "username": "judge", "index_in_dataset": 1,
    "data_source": "towns", "query_index": 0, "sample_index": 1, "step_labels": {"2": 1, "4": -1}, "final_label": -1,
    "final_label_touched": True, "status": "done", "comment": "", "updated_at": "2026-02-05T15:04:57.235747+00:00",
    "explanations": {"steps": {"2": "good", "4": "bad"}, "final": "wrong"},
}  # fmt: skip


def record(**changes: Any) -> AnnotationRecord:
    return read({**ROW, **changes}, ReadContext())


def test_a_row_becomes_labels_with_comments_by_position() -> None:
    assert record() == AnnotationRecord(
        external_id="towns:0:1",
        source="towns",
        annotator="judge",
        labels_by_step={2: 1, 4: -1},
        outcome=-1,
        comments_by_step={2: "good", 4: "bad"},
        comment="wrong",
        updated_at=datetime(2026, 2, 5, 15, 4, 57, 235747, tzinfo=UTC),
    )


def test_a_failed_judgement_has_no_labels_although_its_status_is_done() -> None:
    made = record(
        comment="llm_annotate_failed: APITimeoutError: too slow", step_labels={"2": 0, "4": None}, final_label=0
    )
    assert made.failure == "APITimeoutError: too slow"
    assert (made.labels_by_step, made.outcome) == ({}, None)
    assert record(comment="llm_annotate_failed:").failure == "The judge gave no answer."


def test_a_comment_that_only_mentions_a_failure_is_a_comment() -> None:
    made = record(comment="the tool said llm_annotate_failed: x")
    assert made.failure is None
    assert made.comment == "the tool said llm_annotate_failed: x\n\nwrong"


@pytest.mark.parametrize("status", ["skipped", "in_progress"])
def test_an_unfinished_annotation_counts_for_no_labels(status: str) -> None:
    made = record(status=status)
    assert made.labels_by_step == {}
    assert made.failure is not None
    assert status in made.failure


def test_a_null_label_is_dropped() -> None:
    made = record(step_labels={"2": None, "4": 0}, final_label=None)
    assert (made.labels_by_step, made.outcome, made.failure) == ({4: 0}, None, None)


@pytest.mark.parametrize(
    ("explanations", "by_step", "comment"),
    [
        ("all in one text", {}, "all in one text"),
        (None, {}, ""),
        ({}, {}, ""),
        ({"steps": {"2": None, "4": ""}, "final": None}, {}, ""),
        ({"steps": "a text", "final": "end"}, {}, "a text\n\nend"),
        ({"steps": {"2": ["a", 1]}, "final": {"b": 1}}, {2: '["a",1]'}, '{"b":1}'),
    ],
)
def test_explanations_come_in_several_forms(explanations: Any, by_step: dict[int, str], comment: str) -> None:
    made = record(explanations=explanations)
    assert (made.comments_by_step, made.comment) == (by_step, comment)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-05T16:00:00Z", datetime(2026, 2, 5, 16, tzinfo=UTC)),
        ("2026-02-05T16:00:00", datetime(2026, 2, 5, 16, tzinfo=UTC)),
        ("2026-02-05T18:00:00+02:00", datetime(2026, 2, 5, 16, tzinfo=UTC)),
        (None, None),
    ],
)
def test_all_times_can_be_compared(text: str | None, moment: datetime | None) -> None:
    assert record(updated_at=text).updated_at == moment


def test_the_annotator_may_be_named_elsewhere() -> None:
    assert record(annotator=None).annotator is None


def test_the_record_is_named_by_its_indices_where_it_has_no_id() -> None:
    assert record(record_id=None, sample_index=4).external_id == "towns:0:4"


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"step_labels": None}, "missing_field", "step_labels"),
        ({"step_labels": {"x": 1}}, "not_a_position", '"x"'),
        ({"step_labels": {"2": 1.0}}, "wrong_type", "step_labels.2"),
        ({"final_label": "good"}, "wrong_type", "final_label"),
        ({"explanations": [1]}, "wrong_type", "explanations"),
        ({"explanations": {"steps": {"two": "x"}}}, "not_a_position", "explanations.steps"),
        ({"updated_at": "yesterday"}, "not_a_time", '"yesterday"'),
        ({"updated_at": 1738767897}, "wrong_type", "updated_at"),
        ({"annotator": 5}, "wrong_type", "annotator"),
        ({"comment": ["x"]}, "wrong_type", "comment"),
        ({"record_id": None, "query_index": None}, "missing_field", "query_index"),
        ({"record_id": "x" * 501}, "too_long", "record_id"),
    ],
)
def test_refuses_a_row_with_the_field_and_place(changes: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(BadRow) as caught:
        record(**changes)
    assert caught.value.code == code
    assert place in str(caught.value)
