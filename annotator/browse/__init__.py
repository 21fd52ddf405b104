"""Every read that joins features for a page."""
