"""Adapters that give each step a reward: no Django, no Celery, no domain."""
