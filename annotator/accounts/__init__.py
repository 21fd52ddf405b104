"""People: signing in and out, passwords, tokens for scripts, and what they choose for themselves."""
