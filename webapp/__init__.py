"""The Django project: settings, environment, embedded services. Wiring only, no domain."""
