"""Tests of the log-ratio scorer."""
