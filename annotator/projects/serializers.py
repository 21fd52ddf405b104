"""Shapes of projects and members."""

from typing import Any

from rest_framework import serializers

from annotator.projects.models import LONGEST_DESCRIPTION, LONGEST_NAME
from annotator.projects.roles import Role

ROLE_CHOICES = [role.value for role in Role]


class RightsSerializer(serializers.Serializer[Any]):
    """What the person who asks may do here: the page shows no door that is locked."""

    may_label = serializers.BooleanField()
    may_export = serializers.BooleanField()
    may_import = serializers.BooleanField()
    may_score = serializers.BooleanField()
    may_manage_members = serializers.BooleanField()
    may_manage_queues = serializers.BooleanField()
    may_write_guideline = serializers.BooleanField()
    sees_before_submitting = serializers.BooleanField()


class ProjectSerializer(serializers.Serializer[Any]):
    """One project and the place of the person who asks in it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    protocol = serializers.CharField()
    protocol_title = serializers.CharField()
    role = serializers.ChoiceField(choices=ROLE_CHOICES)
    rights = RightsSerializer()
    created_at = serializers.DateTimeField()


class NewProjectSerializer(serializers.Serializer[Any]):
    """What a new project needs; whoever makes it becomes its manager."""

    slug = serializers.SlugField(max_length=64)
    name = serializers.CharField(max_length=LONGEST_NAME, required=False, allow_blank=True, default="")
    description = serializers.CharField(max_length=LONGEST_DESCRIPTION, required=False, allow_blank=True, default="")
    protocol = serializers.CharField(max_length=32)


class MemberSerializer(serializers.Serializer[Any]):
    """One member."""

    username = serializers.CharField(source="user.username")
    display_name = serializers.SerializerMethodField()
    role = serializers.ChoiceField(choices=ROLE_CHOICES)
    since = serializers.DateTimeField(source="created_at")

    def get_display_name(self, membership: Any) -> str:
        """The full name where there is one."""
        return str(membership.user.get_full_name() or membership.user.get_username())


class MemberListSerializer(serializers.Serializer[Any]):
    """All members."""

    results = MemberSerializer(many=True)


class NewMemberSerializer(serializers.Serializer[Any]):
    """Somebody to add. `create_account` makes the account where there is none; only site staff may."""

    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=ROLE_CHOICES)
    create_account = serializers.BooleanField(required=False, default=False)


class AddedMemberSerializer(MemberSerializer):
    """A member just added; `first_password` is shown this once, where an account was made."""

    first_password = serializers.CharField(allow_null=True)


class RoleSerializer(serializers.Serializer[Any]):
    """A member's new role."""

    role = serializers.ChoiceField(choices=ROLE_CHOICES)
