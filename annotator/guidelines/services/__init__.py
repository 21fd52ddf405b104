"""Everything that changes guidelines, and that a changed guideline changes; one module per subject."""
