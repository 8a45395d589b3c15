"""The web console: what an admin of a city or county does at a desk."""

from handlers.admin.door import create_admin

__all__ = ["create_admin"]
