"""Scorers held against gold."""
