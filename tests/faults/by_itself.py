"""Running a coroutine to its end, also where a loop is running in this thread already."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run(coroutine):
    """Return what it returns; Playwright leaves a loop running in the thread of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
