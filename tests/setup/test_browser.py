"""The browser of the tests is real, speaks Chinese, and lets no error of a page pass."""

import pytest


def test_a_page_is_a_phone_in_beijing(page):
    page.set_content("<h1>一百个小伙伴</h1>")
    assert page.get_by_role("heading").inner_text() == "一百个小伙伴"
    assert page.get_by_role("heading").bounding_box()["width"] > 100
    assert page.viewport_size == {"width": 390, "height": 844}
    assert page.evaluate("new Date(0).getHours()") == 8
    assert page.evaluate("navigator.language") == "zh-CN"


def test_two_pages_are_two_people(new_page):
    first, second = new_page(), new_page(viewport={"width": 1280, "height": 800}, is_mobile=False)
    assert first.context != second.context
    assert second.evaluate("innerWidth") == 1280


@pytest.mark.parametrize(
    "script",
    [
        "console.error('broken')",
        "setTimeout(() => { throw Error('broken') }, 0)",
        "import('https://cdn.example/broken.js')",
    ],
    ids=["said", "thrown", "fetched from afar"],
)
@pytest.mark.console_error("broken")
def test_an_error_on_the_page_is_noticed(page, page_errors, script):
    page.set_content(f"<script>{script}</script>")
    page.wait_for_timeout(300)
    assert any("broken" in error for error in page_errors)
