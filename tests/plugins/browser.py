"""Fixtures: a page in a real headless Chromium, where any error on the console is a failure."""

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from tests.browser import ARGUMENTS, PHONE, chromium, lend_node

PATIENCE = 60_000
"""Milliseconds: a busy machine is slow, and a page that never gets there is still found out."""


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "console_error(text): the page may report errors that contain the text",
    )


@pytest.fixture(scope="session")
def browser():
    """Start one headless Chromium for all page tests."""
    lend_node()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        except Error as error:
            browser, reason = None, str(error).splitlines()[0]
        if not browser:
            pytest.fail(
                "The page tests need Chromium: install it, name it in $CHROMIUM, or run "
                f"`python3 dev.py test`. ({reason})",
                pytrace=False,
            )
        yield browser
        browser.close()


@pytest.fixture
def page_errors():
    """Collect what pages report: uncaught errors, failed requests, console.error()."""
    return []


@pytest.fixture
def new_page(browser, page_errors, request):
    """Open pages, each of another person with cookies of their own; options are Playwright's."""
    contexts = []

    def open_page(**options):
        context = browser.new_context(**(PHONE | options))
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: page_errors.append(str(error.error)))
        context.on(
            "console",
            lambda said: (
                page_errors.append(f"{said.text} ({said.location['url']})")
                if said.type == "error"
                else None
            ),
        )
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    expected = [mark.args[0] for mark in request.node.iter_markers("console_error")]
    surprises = [error for error in page_errors if not any(text in error for text in expected)]
    if surprises:
        pytest.fail("The page reported errors:\n" + "\n".join(surprises), pytrace=False)


@pytest.fixture
def page(new_page):
    """Open one page on a phone of 390 by 844, in Chinese, on Beijing time."""
    return new_page()
