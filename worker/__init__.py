"""Celery workers: scorers and the tasks that run them. The only place that may load torch."""
