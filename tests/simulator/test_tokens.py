"""Credentials, and the two kinds of access_token on the virtual clock."""

import re

RID = re.compile(r" rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$")


def code(answer):
    assert RID.search(answer["errmsg"])
    return answer["errcode"]


def works(api, token):
    return api.raw("GET", "/cgi-bin/getcallbackip", params={"access_token": token}).json()


def legacy(api, **changes):
    params = {
        "grant_type": "client_credential",
        "appid": api.settings.appid,
        "secret": api.settings.secret,
        **changes,
    }
    return api.raw("GET", "/cgi-bin/token", params=params).json()


def test_the_stable_token_stays_the_same_and_overlaps_its_successor(wx, api):
    first = api.stable()
    assert first["expires_in"] == 7200
    assert api.stable()["access_token"] == first["access_token"]
    wx.post("/sim/clock", {"advance_s": 6800})
    again = api.stable()
    assert again["access_token"] == first["access_token"]
    assert 300 <= again["expires_in"] <= 400
    wx.post("/sim/clock", {"advance_s": 150})
    second = api.stable()
    assert second["access_token"] != first["access_token"]
    assert second["expires_in"] == 7200
    assert "ip_list" in works(api, first["access_token"])
    assert "ip_list" in works(api, second["access_token"])
    wx.post("/sim/clock", {"advance_s": 300})
    assert code(works(api, first["access_token"])) in (40001, 42001)
    assert "ip_list" in works(api, second["access_token"])


def test_forcing_needs_thirty_seconds_and_has_twenty_a_day(wx, api):
    wx.post("/sim/clock", {"set": "2026-11-22T10:00:00"})  # a day that does not end meanwhile
    token = api.token
    forced = api.stable(force_refresh=True)["access_token"]
    assert forced != token
    assert api.stable(force_refresh=True)["access_token"] == forced
    for _ in range(19):
        wx.post("/sim/clock", {"advance_s": 31})
        assert "access_token" in api.stable(force_refresh=True)
    wx.post("/sim/clock", {"advance_s": 31})
    assert code(api.stable(force_refresh=True)) == 45009
    assert "access_token" in api.stable()
    wx.post("/sim/clock", {"advance_s": 86_400})
    assert "access_token" in api.stable(force_refresh=True)


def test_each_legacy_token_replaces_the_one_before_and_leaves_the_stable_one_alone(wx, api):
    stable, first = api.token, legacy(api)["access_token"]
    second = legacy(api)["access_token"]
    assert first != second
    wx.post("/sim/clock", {"advance_s": 301})
    assert code(works(api, first)) == 40001
    assert "ip_list" in works(api, second)
    assert "ip_list" in works(api, stable)


def test_an_old_token_expires(wx, api):
    token = legacy(api)["access_token"]
    wx.post("/sim/clock", {"advance_s": 7201})
    assert code(works(api, token)) == 42001


def test_what_is_wrong_with_a_token(wx, api):
    assert code(api.raw("GET", "/cgi-bin/getcallbackip").json()) == 41001
    assert code(works(api, "no-token-of-ours")) == 40001
    assert code(works(api, "<x>")) == 40014
    token = api.token
    wx.post("/sim/tokens/revoke")
    assert code(works(api, token)) == 40001
    assert "ip_list" in works(api, api.token)


def test_what_is_wrong_with_credentials(wx, api):
    assert code(legacy(api, appid="")) == 41002
    assert code(legacy(api, secret="")) == 41004
    assert code(legacy(api, appid="wxfakeother")) == 40013
    assert code(legacy(api, secret="other")) == 40125
    assert code(legacy(api, grant_type="x")) == 40002
    assert code(api.stable(secret="other")) == 40125
    wx.patch("/sim/config", {"ip_whitelist": ["10.0.0.1"]})
    refused = api.stable()
    assert code(refused) == 40164
    assert refused["errmsg"].startswith("invalid ip 127.0.0.1")


def test_methods_and_bodies(api):
    assert code(api.raw("GET", "/cgi-bin/stable_token").json()) == 43002
    assert code(api.raw("POST", "/cgi-bin/token").json()) == 43001
    assert code(api.raw("POST", "/cgi-bin/stable_token").json()) == 44002
    assert code(api.raw("POST", "/cgi-bin/stable_token", data=b"{x").json()) == 47001
    assert code(api.raw("POST", "/cgi-bin/stable_token", data=b"[]").json()) == 47001
    assert code(api.raw("POST", "/cgi-bin/stable_token", data=b'"\xff"').json()) == 47001
    assert code(api.raw("POST", "/cgi-bin/no/such", data=b"{}").json()) == 40066


def test_answers_carry_the_platforms_content_types(api):
    answer = api.raw("GET", "/cgi-bin/getcallbackip", params={"access_token": api.token})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json; encoding=utf-8"
    assert api.raw("GET", "/sns/auth").headers["Content-Type"].startswith("text/plain")
