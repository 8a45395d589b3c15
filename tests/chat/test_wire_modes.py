"""The same conversation in every mode and format, and while the EncodingAESKey changes."""

import pytest


@pytest.mark.parametrize("wire", ["xml", "json"])
@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_a_conversation_in_every_mode_and_format(new_house, mode, wire):
    house = new_house("sqlite", mode=mode, wire=wire)
    assert "4/5" in house.say("赵强", "进度")
    assert "还差 1 次" in house.press("赵强", "progress")
    assert house.act("林小溪", "unfollow")["outcome"] == "acked"


def test_a_push_with_the_previous_key_is_still_understood(new_house):
    new = "FRESH" * 8 + "FAE"
    house = new_house("sqlite", aes_key=new, previous_aes_key="FAKE" * 10 + "FAE")
    assert "4/5" in house.say("赵强", "进度")
    house.simulator.patch("/sim/config", {"aes_key": new})
    assert "还差 1 次" in house.press("赵强", "progress")
