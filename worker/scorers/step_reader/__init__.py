"""The step reader: one causal forward gives a reward for every step; which model, layout and head is configuration."""
