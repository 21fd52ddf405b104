"""Shapes of tutorials."""

from typing import Any

from rest_framework import serializers

from annotator.labeling.serializers import AssignmentSerializer
from annotator.tutorials.models import TutorialEnding

_TERNARY: dict[str, Any] = {"min_value": -1, "max_value": 1, "allow_null": True}


class TutorialOfferSerializer(serializers.Serializer[Any]):
    """A tutorial as a page offers it; `ending` is null while the person has neither gone through it nor skipped it."""

    title = serializers.CharField()
    minutes = serializers.IntegerField()
    ending = serializers.ChoiceField(choices=TutorialEnding.choices, allow_null=True)


class LessonAnswerSerializer(serializers.Serializer[Any]):
    """The worked answer to one step."""

    step_index = serializers.IntegerField()
    label = serializers.IntegerField(**_TERNARY)  # type: ignore[assignment]
    why = serializers.CharField()


class LessonHintSerializer(serializers.Serializer[Any]):
    """What is said before a step is judged; `{label.correct}` stands for the key of that command."""

    step_index = serializers.IntegerField()
    text = serializers.CharField()


class LessonSerializer(serializers.Serializer[Any]):
    """Worked answers and hints."""

    answers = LessonAnswerSerializer(many=True)
    hints = LessonHintSerializer(many=True)
    first_error = serializers.IntegerField(allow_null=True)
    no_error = serializers.BooleanField()
    outcome = serializers.IntegerField(**_TERNARY)
    outcome_why = serializers.CharField(allow_blank=True)
    before_outcome = serializers.CharField(allow_blank=True)
    before_submit = serializers.CharField(allow_blank=True)
    farewell = serializers.CharField(allow_blank=True)


class TutorialSerializer(serializers.Serializer[Any]):
    """The lesson in force. Its assignment is no row: labels on it go nowhere."""

    title = serializers.CharField()
    minutes = serializers.IntegerField()
    version = serializers.IntegerField(help_text="0: the lesson that comes with Assay.")
    ending = serializers.ChoiceField(choices=TutorialEnding.choices, allow_null=True)
    lesson = LessonSerializer()
    assignment = AssignmentSerializer()


class NewLessonSerializer(serializers.Serializer[Any]):
    """A lesson of the project's own, as docs/lessons.md describes it."""

    lesson = serializers.JSONField()


class TutorialChangeSerializer(serializers.Serializer[Any]):
    """The version that came into force."""

    version = serializers.IntegerField()


class TutorialEndingSerializer(serializers.Serializer[Any]):
    """How the person's visit ended."""

    ending = serializers.ChoiceField(choices=TutorialEnding.choices)
