"""The menu's limits, counted in bytes."""

import pytest

PATH = "/cgi-bin/menu/create"


def click(name="好", key="k"):
    return {"type": "click", "name": name, "key": key}


def nest(*children):
    return {"name": "更多", "sub_button": list(children)}


WRONG = [
    ({"button": []}, 40016),
    ({"button": [click()] * 4}, 40016),
    ({}, 40016),
    ({"button": [click(name="")]}, 40018),
    ({"button": [click(name="团团团团团a")]}, 0),
    ({"button": [click(name="团团团团团团")]}, 40018),
    ({"button": [{**click(), "type": "poem"}]}, 40017),
    ({"button": [click(key="k" * 129)]}, 40019),
    ({"button": [click(key="")]}, 40019),
    ({"button": [{"type": "view", "name": "x", "url": ""}]}, 40020),
    ({"button": [{"type": "view", "name": "x", "url": "http://a/" + "x" * 1024}]}, 40020),
    ({"button": [{"type": "view", "name": "x", "url": "ftp://a/"}]}, 40055),
    ({"button": [nest(*[click()] * 6)]}, 40023),
    ({"button": [nest(*[click(name="团" * 20)] * 5)]}, 0),
    ({"button": [nest(click(name="团" * 21))]}, 40025),
    ({"button": [nest({**click(), "type": "poem"})]}, 40024),
    ({"button": [nest(click(key=""))]}, 40026),
    ({"button": [nest({"type": "view", "name": "x", "url": "/x"})]}, 40054),
    ({"button": ["x"]}, 47001),
]


@pytest.mark.parametrize(("menu", "errcode"), WRONG)
def test_limits(api, menu, errcode):
    assert api.post(PATH, menu)["errcode"] == errcode


def test_life_of_a_menu(wx, api):
    assert api.get("/cgi-bin/menu/get")["errcode"] == 46003
    assert api.get("/cgi-bin/get_current_selfmenu_info") == {"is_menu_open": 0}
    assert api.post(PATH, {"button": [click(), nest(click())]})["errcode"] == 0
    buttons = api.get("/cgi-bin/menu/get")["menu"]["button"]
    assert buttons[0] == {"type": "click", "name": "好", "key": "k", "sub_button": []}
    assert buttons[1]["sub_button"][0]["key"] == "k"
    assert wx.get("/sim/menu")["menu"]["button"] == buttons
    current = api.get("/cgi-bin/get_current_selfmenu_info")
    assert current["selfmenu_info"]["button"][1]["sub_button"]["list"][0]["key"] == "k"
    assert api.get("/cgi-bin/menu/delete")["errcode"] == 0
    assert wx.get("/sim/menu") == {"menu": None}


def test_escaped_characters_are_refused(api):
    body = b'{"button":[{"type":"click","name":"\\u597d","key":"k"}]}'
    answer = api.raw("POST", PATH, params={"access_token": api.token}, data=body).json()
    assert answer["errcode"] == 40033
