"""What all tests share lives in plugins, one per subject."""

pytest_plugins = ["tests.plugins.services", "tests.plugins.loopback", "tests.plugins.passwords"]
