"""Shapes of what people send and get about their account."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.chosen_keys import LONGEST_CHORD, LONGEST_TITLE, MOST_KEYS, chord_complaint, command_complaint

THEMES = ["light", "dark"]


class UserSerializer(serializers.Serializer[Any]):
    """A signed-in person."""

    username = serializers.CharField()
    display_name = serializers.CharField()
    is_staff = serializers.BooleanField()


class ChordField(serializers.CharField):
    """One key, as pages write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_CHORD, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The chord, if a command can have it."""
        chord = super().to_internal_value(data)
        complaint = chord_complaint(chord)
        if complaint is not None:
            raise serializers.ValidationError(complaint)
        return str(chord)


class ChosenKeysSerializer(serializers.Serializer[Any]):
    """The keys of one command, and what it was called and had where they were chosen: a page without it can say so."""

    keys = serializers.ListField(child=ChordField(), max_length=MOST_KEYS, help_text="None at all is a choice too.")
    title = serializers.CharField(max_length=LONGEST_TITLE, allow_blank=True, default="")
    instead_of = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_CHORD, trim_whitespace=False),
        max_length=MOST_KEYS,
        allow_null=True,
        default=None,
        help_text="Its keys without a choice; null where that is not known.",
    )


class ChosenKeysField(serializers.DictField):
    """Choices by command. Names are looked at first: they are the places that refusals name."""

    def to_internal_value(self, data: Any) -> Any:
        """The choices, if they are choices of commands."""
        if isinstance(data, dict):
            found = {str(name): complaint for name in data if (complaint := command_complaint(str(name))) is not None}
            if found:
                raise serializers.ValidationError({name[:LONGEST_CHORD]: [text] for name, text in found.items()})
        return super().to_internal_value(data)


class PreferencesSerializer(serializers.Serializer[Any]):
    """What a person chose for themselves."""

    username = serializers.CharField()
    revision = serializers.IntegerField(help_text="Grows with every change; 0: nothing was ever chosen.")
    changed_at = serializers.DateTimeField(allow_null=True)
    theme = serializers.ChoiceField(choices=THEMES, allow_null=True, help_text="null: what the system says.")
    keys = serializers.DictField(child=ChosenKeysSerializer(), help_text="By command, those with keys of one's own.")


class PreferenceChangesSerializer(serializers.Serializer[Any]):
    """What is chosen now; null takes a choice back, and what is not named stays."""

    username = serializers.CharField(
        max_length=150, required=False, help_text="Whose choices they are: refused where somebody else is signed in."
    )
    revision = serializers.IntegerField(min_value=0, help_text="The one that the changes were made on.")
    theme = serializers.ChoiceField(choices=THEMES, allow_null=True, required=False)
    keys = ChosenKeysField(child=ChosenKeysSerializer(allow_null=True), required=False)


class SessionSerializer(serializers.Serializer[Any]):
    """Who is signed in and what they chose for themselves; `user` is null for nobody."""

    user = UserSerializer(allow_null=True)
    preferences = PreferencesSerializer(required=False)


class CredentialsSerializer(serializers.Serializer[Any]):
    """What the sign-in page sends."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False)


class PasswordChangeSerializer(serializers.Serializer[Any]):
    """The old password proves that it is the person and not an open browser."""

    current_password = serializers.CharField(max_length=4096, trim_whitespace=False)
    new_password = serializers.CharField(max_length=4096, trim_whitespace=False)


class TokenRequestSerializer(serializers.Serializer[Any]):
    """A new token; without days it lasts until it is revoked."""

    name = serializers.CharField(max_length=100)
    expires_in_days = serializers.IntegerField(min_value=1, max_value=3650, allow_null=True, required=False)


class TokenSerializer(serializers.Serializer[Any]):
    """A token as it can be listed: never the token itself."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    prefix = serializers.CharField(source="token_key")
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry", allow_null=True)


class NewTokenSerializer(TokenSerializer):
    """A token just made: `token` is shown this once."""

    token = serializers.CharField()


class TokenListSerializer(serializers.Serializer[Any]):
    """All tokens of the person."""

    results = TokenSerializer(many=True)
