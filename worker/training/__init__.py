"""How the small process reward model in worker/checkpoints/ was made: its data, its layout, its training."""
