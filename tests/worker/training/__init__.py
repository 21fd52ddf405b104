"""Tests of the small process reward model and of the data that it learns from."""
