"""The doors: chat, H5 pages and API; no SQL, no models."""
