"""The mini-program's API, ``/api/v1``: a file a noun, an endpoint a function."""
