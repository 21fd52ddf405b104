"""A mark for tests whose rows other processes must see: they are committed, and every table is emptied afterwards."""

import pytest
from django.apps import apps

# Naming the apps makes Django empty the tables with CASCADE: the token table that ours replaces refers to users, too.
committed = pytest.mark.django_db(transaction=True, available_apps=[app.name for app in apps.get_app_configs()])
