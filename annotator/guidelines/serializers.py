"""Shapes of guideline versions, their examples and what changed between two."""

from typing import Any

from rest_framework import serializers

from annotator.guidelines.examples import MOST_EXAMPLES
from annotator.labeling.serializers import StepSerializer

LONGEST_BODY = 100_000
MOST_TOUCHES = 100
LONGEST_TOUCH = {"rules": 200, "error_types": 64, "sources": 200}
DIFF_KINDS = ["same", "removed", "added"]


class TouchesSerializer(serializers.Serializer[Any]):
    """What a change is about: titles of rules, error types, sources."""

    rules = serializers.ListField(child=serializers.CharField())
    error_types = serializers.ListField(child=serializers.CharField())
    sources = serializers.ListField(child=serializers.CharField())


def _touches(name: str) -> Any:
    child = serializers.CharField(max_length=LONGEST_TOUCH[name])
    return serializers.ListField(child=child, max_length=MOST_TOUCHES, default=list)


class NewTouchesSerializer(serializers.Serializer[Any]):
    """What the change is about, as its writer says it."""

    rules = _touches("rules")
    error_types = _touches("error_types")
    sources = _touches("sources")


class ExampleTrajectorySerializer(serializers.Serializer[Any]):
    """Where a step example comes from."""

    id = serializers.IntegerField()
    external_id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class ExampleSerializer(serializers.Serializer[Any]):
    """A worked example. `is_covered`: the viewer holds its trajectory or could still be handed it, so title, body and
    label are withheld until then. `waiting`: how many slots of it are open or held (null for annotators)."""

    id = serializers.CharField()
    is_step = serializers.BooleanField()
    title = serializers.CharField()
    body = serializers.CharField()
    label = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]
    step_index = serializers.IntegerField(allow_null=True)
    trajectory = ExampleTrajectorySerializer(allow_null=True)
    problem = serializers.CharField()
    step = StepSerializer(allow_null=True)
    is_covered = serializers.BooleanField()
    waiting = serializers.IntegerField(allow_null=True)


class GuidelineHeadSerializer(serializers.Serializer[Any]):
    """A version without its text. `annotation_count`: standing labels made under it (null for annotators)."""

    version = serializers.IntegerField()
    summary = serializers.CharField()
    touches = TouchesSerializer()
    author = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    example_count = serializers.IntegerField()
    annotation_count = serializers.IntegerField(allow_null=True)


class GuidelineVersionsSerializer(serializers.Serializer[Any]):
    """All versions, the newest first; the first is in force."""

    results = GuidelineHeadSerializer(many=True)


class GuidelineVersionSerializer(serializers.Serializer[Any]):
    """A version with its text and its examples."""

    version = serializers.IntegerField()
    is_in_force = serializers.BooleanField()
    body = serializers.CharField()
    summary = serializers.CharField()
    touches = TouchesSerializer()
    author = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    examples = ExampleSerializer(many=True)


class CurrentGuidelineSerializer(serializers.Serializer[Any]):
    """The version in force; null while nobody has written one."""

    guideline = GuidelineVersionSerializer(allow_null=True)


class NewExampleSerializer(serializers.Serializer[Any]):
    """An example of a new version: `keep` takes one over from the version before, as it is. Else `body` is prose, and
    `trajectory`, `step_index` and `label` name a step where it shows one."""

    keep = serializers.CharField(max_length=36, required=False, allow_blank=True, default="")
    title = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    body = serializers.CharField(max_length=10_000, required=False, allow_blank=True, default="")
    trajectory = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, allow_null=True, default=None
    )
    step_index = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)
    label = serializers.IntegerField(  # type: ignore[assignment]
        required=False, allow_null=True, default=None
    )


class NewGuidelineSerializer(serializers.Serializer[Any]):
    """The next version. `based_on` is the version that its writer had before them, 0 where there was none."""

    based_on = serializers.IntegerField(min_value=0)
    body = serializers.CharField(max_length=LONGEST_BODY, trim_whitespace=False)
    summary = serializers.CharField(max_length=2_000)
    touches = NewTouchesSerializer(required=False, default=dict)
    examples = NewExampleSerializer(many=True, required=False, default=list)
    closes_slots = serializers.BooleanField(required=False, default=False)

    def validate_examples(self, given: list[Any]) -> list[Any]:
        """A guideline is read by people."""
        if len(given) > MOST_EXAMPLES:
            raise serializers.ValidationError(f"A guideline has at most {MOST_EXAMPLES} examples.")
        return given


class DiffPartSerializer(serializers.Serializer[Any]):
    """A piece of a line."""

    text = serializers.CharField()
    is_changed = serializers.BooleanField()


class DiffLineSerializer(serializers.Serializer[Any]):
    """One line of a comparison."""

    kind = serializers.ChoiceField(choices=DIFF_KINDS)
    parts = DiffPartSerializer(many=True)


class GuidelineDiffSerializer(serializers.Serializer[Any]):
    """What changed from one version to another. Examples are told apart by their ids."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    lines = DiffLineSerializer(many=True)
    examples_added = serializers.IntegerField()
    examples_removed = serializers.IntegerField()
