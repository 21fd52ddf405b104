"""A mark for tests whose rows other processes must see: they are committed, and every table is emptied afterwards."""

import pytest

committed = pytest.mark.django_db(transaction=True)
