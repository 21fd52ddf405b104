"""Endpoints of queues and of the labelling desk."""
