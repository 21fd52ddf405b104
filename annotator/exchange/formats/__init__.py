"""One file per format, both directions; the conventions of a format exist nowhere else."""
