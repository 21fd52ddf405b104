"""Tutorials: a trajectory to learn the desk on, with a worked answer to every step. Nothing of it is ever counted."""
