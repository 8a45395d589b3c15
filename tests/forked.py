"""Processes for tests in which many rush at once, forked from one that has imported the house."""

import multiprocessing

RUSHES = ("rush", "rush_activities", "rush_closing", "rush_wishes")
"""In ``tests/services``: whoever forks first starts the one server, which must know them all."""


def context():
    """Return what processes, queues and barriers are made with; a patch stays in its child."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([f"tests.services.{name}" for name in RUSHES])
    return made
