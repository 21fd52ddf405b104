"""Scorers, score runs and rewards: request, claim, record, fail."""
