"""People: signing in and out, passwords, and tokens for scripts."""
