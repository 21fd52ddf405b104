"""What is judged: trajectories, their steps, revisions, and the filter grammar."""
