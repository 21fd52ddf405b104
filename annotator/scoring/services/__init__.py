"""Everything that changes scorers, runs, chunks and rewards; one module per subject."""
