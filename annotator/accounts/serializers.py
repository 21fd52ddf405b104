"""Shapes of what people send and get about their account."""

from typing import Any

from rest_framework import serializers


class UserSerializer(serializers.Serializer[Any]):
    """A signed-in person."""

    username = serializers.CharField()
    display_name = serializers.CharField()
    is_staff = serializers.BooleanField()


class SessionSerializer(serializers.Serializer[Any]):
    """Who is signed in; `user` is null for nobody."""

    user = UserSerializer(allow_null=True)


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
