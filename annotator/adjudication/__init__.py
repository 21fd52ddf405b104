"""Gold labels: immutable versions of what a team holds to be true."""
