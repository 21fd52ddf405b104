"""The demo project: its own content and its loader."""
