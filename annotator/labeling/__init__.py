"""Queues, assignments, annotations and drafts; visibility.py says who may see what."""
