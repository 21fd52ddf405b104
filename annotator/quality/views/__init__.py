"""Endpoints of quality control."""
