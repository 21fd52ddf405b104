"""A language model behind an HTTP endpoint that reads a trajectory and says which steps are wrong, and why."""
