from sqlalchemy import select

from domain.proofs import Proof
from models.cadre import Cadre
from models.record import Record, RecordYouth
from services import identity
from tests.house import PERSONAS


def living(house):
    with house.app.open_uow() as uow:
        return uow.session.scalar(
            select(Record).where(Record.undone_at.is_(None)).order_by(Record.id.desc()).limit(1)
        )


def test_one_line_is_enough_and_is_undone_as_easily(house):
    before = living(house).id
    said = house.say("赵强", "记 志愿服务 许诺 社区清洁 2小时")
    assert said.startswith("记好了:今天 · 志愿服务 · 社区清洁 · 2 小时,和许诺。")
    assert "5/5" in said
    record = living(house)
    assert (record.kind, record.minutes, record.title) == ("volunteering", 120, "社区清洁")
    with house.app.open_uow() as uow:
        assert (
            len(
                uow.session.scalars(
                    select(RecordYouth.youth_id).where(RecordYouth.record_id == record.id)
                ).all()
            )
            == 1
        )
    assert "撤销了" in house.say("赵强", "撤销")
    assert living(house).id == before
    assert "4/5" in house.say("赵强", "进度")


def test_an_unclear_line_gets_a_question_and_the_answer_finishes_it(house):
    assert "是和谁" in house.say("赵强", "记 谈心 昨天")
    said = house.say("赵强", "许诺")
    assert said.startswith("记好了:昨天 · 谈心谈话,和许诺。")


def test_two_of_one_name_are_told_apart(house):
    login_cadre(house, "王敏")
    asked = house.say("王敏", "记 谈心 张三")
    assert "是哪一位" in asked
    assert "记好了" in house.say("王敏", "1")
    assert "张三丰" in house.say("王敏", "记 谈心 张三丰")


def test_an_answer_that_is_none_keeps_the_question_and_cancel_ends_it(house):
    house.say("赵强", "记 谈心")
    assert "取消" in house.say("赵强", "。。。")
    assert "什么都没有改" in house.say("赵强", "取消")
    before = living(house).id
    assert living(house).id == before


def test_a_youth_cannot_record(house):
    assert "团干部用的" in house.say("林小溪", "记 谈心 张三")


def login_cadre(house, who):
    """Bind a cadre as the page does, without the page."""
    house.act(who, "follow")
    with house.app.open_uow() as uow:
        cadre = uow.session.scalar(select(Cadre.id).where(Cadre.username == PERSONAS[who].username))
        identity.bind(uow, PERSONAS[who].openid, cadre, proof=Proof.PASSWORD)


def test_who_answers_for_an_organ_writes_down_what_it_did(house):
    assert "还差:机关开放、面对面" in house.say("李向阳", "进度")
    said = house.say("李向阳", "记 机关开放 五四开放日 昨天")
    assert said.startswith("记好了:昨天 · 机关开放 · 五四开放日")
    assert "4/5,还差:面对面" in said
    assert living(house).organ_id
    assert "完成了" in house.say("李向阳", "记 面对面 青年座谈")
    assert "撤销了:今天 · 面对面" in house.say("李向阳", "撤销")
    assert "还差:面对面" in house.say("李向阳", "进度")


def test_others_do_not(house):
    said = house.say("赵强", "记 机关开放 开放日")
    assert "记好了" not in said


def test_plain_speech_is_no_record(house):
    assert "没看懂" in house.say("林小溪", "记得我吗")
    assert "没看懂" in house.say("赵强", "记得明天开会")
