"""The platform's own API, one module a subject."""
