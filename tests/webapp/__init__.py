"""The environment, the embedded services, the installer and the supervisor."""
