"""Installs, builds, tests and starts Assay on a machine that has only Python; standard library only."""
