"""Arithmetic as traces write it: found in prose and LaTeX, parsed by hand, evaluated over exact rationals."""
