"""Monte-Carlo rollouts: how often a solution still ends right when it is continued from a step."""
