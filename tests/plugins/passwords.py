"""Cheap password hashes: a test that signs in should not spend half a second on being safe."""

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def cheap_passwords() -> Iterator[None]:
    """For every test; what a hash is made of is Django's to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
