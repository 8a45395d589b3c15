"""Which words speak of acute distress, and which only sound so: a table, both ways."""

import pytest

from domain.distress import ALONE, CALLED, CARD, found

ACUTE = """
我不想活了
我不想再活了
真的 不 想 活 了
我不想活
不想活在这个世界上了
活不下去了
我觉得活着没意思
活着没有什么意义
活着还有什么意思
没有活下去的勇气
活着没有意思
活够了
我想死
好想死
真的想去死
我想死了
让我死了算了
死了就好了
还不如死了
生不如死
不如去死
我去死好了
想自杀
我同学说他想自杀
怎么自杀不疼
有过轻生的念头
我割腕了
我想跳楼
准备从楼上跳下去
要去跳河
想上吊
我喝了农药
吞了一整瓶安眠药
遗书我写好了,已经写好了遗书
结束自己的生命
想结束这条命
只想结束生命
想离开这个世界
想从世界上消失
好想消失
再也不想醒来了
睡过去永远不要醒
撑不下去了
我真的熬不下去了
永别了,大家
来生再见
我被他强奸了
我昨天被继父猥亵
我一直在自残
忍不住伤害自己
死了就解脱了
我想从桥上跳下去
从天台跳下去就没事了
吞了好多药
吃了几十片药
准备烧炭
我 不\u200b想\u200b活\u200b了
我不想活了，谢谢你们
我想*死
""".strip().splitlines()

HARMLESS = """
笑死我了
笑死了
累死了
今天累死我了
热死了
饿死了快去吃饭
烦死了
烦死人了
气死我了
困死了
忙死了
尴尬死了
高兴死了
无聊死了
难受死了
想死你们了
想死你了
想死大家了
可想死我了
我想死你啦
想死妈妈做的饭了
不想活动
周末不想活动了
不想活跃气氛
不想活成别人的样子
不想活在过去
不想死记硬背
这道题我想死磕到底
电脑又死机了
跳楼价大甩卖
商场跳楼机好玩
预防自杀讲座几点开始
想了解怎么预防自杀
记 志愿服务 张三 防止轻生宣传
心理健康讲座里讲了自杀预防
自杀率的数据在哪里查
我没想过自杀
我不会自杀的,别担心
从来没有想过轻生
别想不开
死党约我打球
死心塌地
生死时速好看吗
打死也不去
我要去死海旅游
去死海玩
活动几点开始
生活不容易
想要一本高考数学复习书
想消失的快递找到了吗
这个游戏的角色死了
结束自己的单身生活
我想离开这个世界五百强企业
我要离开这个公司
遗嘱怎么写有效
坚持不下去了想换个健身房
割草机坏了
尴尬得想死
笑到想死
周末烧炭烤肉
感冒吃了很多药
要去上吊环课
蚊子死了就好了
不要伤害自己
最近在看《永别了,武器》
吃药要注意什么
药吃完了
我妈妈喝了药好多了
我爱死这个活动了
他想活跃一下气氛
睡不醒
早上醒不来
别杀死了游戏里的自己的队友
""".strip().splitlines()


@pytest.mark.parametrize("text", ACUTE)
def test_words_of_distress_are_heard(text):
    assert found(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_manners_of_speaking_are_none(text):
    assert not found(text)


def test_the_card_is_short_and_names_who_helps():
    assert "12355" in CARD
    assert "24 小时" in CARD
    assert "110" in CARD
    assert "120" in CARD
    for rest in (CALLED, ALONE):
        assert len(f"{CARD}\n\n{rest}".splitlines()) <= 8
        assert len(f"{CARD}\n\n{rest}".encode()) < 1000
