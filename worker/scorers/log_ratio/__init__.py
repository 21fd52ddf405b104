"""The log-ratio scorer: how much likelier one model finds a step than another does."""
