"""PostgreSQL and Redis as packages, for a machine that has neither, under our own small keeper.

`addresses` is what the settings need; `services.ensure_services` is what a command needs.
"""

from webapp.embedded.layout import Addresses, addresses

__all__ = ["Addresses", "addresses"]
