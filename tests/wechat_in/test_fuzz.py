from tests.wechat_in.fuzz import run


def test_three_thousand_mutated_callbacks_do_no_harm():
    figures = run(3000, seed=20261122)
    assert figures["fives"] == figures["rows_from_invalid"] == figures["sound_refused"] == 0
    assert set(figures["statuses"]) == {"200", "400", "403", "413"}
    assert figures["rows"] > 100


def test_the_judge_would_notice_a_door_left_open(monkeypatch):
    monkeypatch.setattr("bot.wechat.envelope.same", lambda *_: True)
    assert run(300, seed=1)["rows_from_invalid"] > 0
