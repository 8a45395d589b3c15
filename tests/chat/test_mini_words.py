"""小程序, 不是我, 是我换的: said where there is a mini-program, and where there is none."""

import pytest
from sqlalchemy import update

from models.person import WechatUser
from tests.chat.inbound import openid_of, tell

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


def test_where_there_is_no_mini_program_nothing_is_promised(house):
    assert "没有小程序" in tell(house, "林小溪", "小程序")
    assert "没有登录着的手机" in tell(house, "林小溪", "退出小程序")
    for word in ("不是我", "是我换的"):
        assert "没有别的手机" in tell(house, "林小溪", word)
    with house.app.open_uow() as uow:
        mine = update(WechatUser).where(WechatUser.openid == openid_of("林小溪"))
        uow.session.execute(mine.values(person_id=None))
    assert "先登录" in tell(house, "林小溪", "不是我")
