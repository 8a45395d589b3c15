"""Wishes in the chat: for a child, shared, for the organ, given back, taken down, taken back."""

from sqlalchemy import select

from models.wish import Claim, Share, Wish

YOUTH, CADRE, LEADER = "林小溪", "赵强", "李向阳"


def newest(house):
    return house.scalar(select(Wish).order_by(Wish.id.desc()).limit(1))


def posted(house, who=YOUTH, text="想要一本菜谱"):
    for said in ("许愿", text, "1", "1", "1"):
        house.say(who, said)
    return newest(house).id


def review(house, number, answer):
    said = house.say(LEADER, "心愿审核")
    while f"W-{number}「" not in said:
        said = house.say(LEADER, "1")
    return house.say(LEADER, answer)


def test_a_cadre_posts_for_a_child_without_a_picture_or_a_name(house):
    assert "这里是团干部用的" in house.say(YOUTH, "替孩子许愿")
    assert "不写孩子的姓名" in house.say(CADRE, "替孩子许愿")
    house.say(CADRE, "想买一盒水彩笔")
    assert "大概多少钱" in house.say(CADRE, "学习用品")
    assert "由你来转交" in house.say(CADRE, "不知道")
    wish = newest(house)
    assert (wish.for_child, wish.yuan, wish.surname_shown) == (True, None, False)
    assert "想买一盒水彩笔" in house.say(CADRE, "我的心愿")


def test_one_leads_others_join_and_leave(house):
    number = posted(house)
    review(house, number, "1")
    assert "单位负责人" in house.say(CADRE, f"单位认领{number}")
    assert "认领好了" in house.say(CADRE, f"认领心愿W-{number}")
    assert "没有发起一起拼" in house.say(LEADER, f"一起拼{number} 一半的钱")
    assert "放到心愿池里了" in house.say(CADRE, f"拼心愿{number}")
    shown = house.say(LEADER, "心愿池")
    assert len(shown.encode()) <= 2048
    assert "加入了" in house.say(LEADER, f"一起拼{number} 一半的钱")
    mine = select(Share.brings).join(Claim).where(Claim.wish_id == number)
    assert house.scalar(mine) == "一半的钱"
    assert "林小溪" not in house.say(LEADER, f"心愿{number}")
    assert "一起拼的" in house.say(LEADER, "我认领的")
    assert "先不拼了" in house.say(LEADER, f"不拼了{number}")
    assert "写一句原因" in house.say(CADRE, f"退回心愿{number}")
    assert "退回去了" in house.say(CADRE, f"退回心愿{number},临时出差")
    reason = select(Claim.reason).where(Claim.wish_id == number)
    assert house.scalar(reason) == "临时出差"
    assert "以单位的名义" in house.say(LEADER, f"单位认领{number}")


def test_what_is_taken_down_says_why_and_what_is_taken_back_is_gone(house):
    number = posted(house)
    assert "写一句原因" in review(house, number, "2")
    assert f"W-{number} 收起来了" in house.say(LEADER, "2 请换个说法")
    assert "原因:请换个说法" in house.say(YOUTH, f"心愿{number}")
    assert "不再改动" in house.say(CADRE, f"认领心愿{number}")
    number = posted(house, text="想学游泳")
    assert "收回了" in house.say(YOUTH, f"收回心愿{number}")
    assert "不再改动" in house.say(YOUTH, f"收回心愿{number}")
    assert "没有找到" in house.say(CADRE, f"心愿{number}")
    assert "单位负责人" in house.say(CADRE, "心愿审核")
