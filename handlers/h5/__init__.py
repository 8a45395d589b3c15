"""Pages inside WeChat."""

from handlers.h5.door import create_h5

__all__ = ["create_h5"]
