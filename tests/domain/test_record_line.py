from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.kinds import FOR_CADRES, FOR_ORGANS, Group
from domain.record_line import Ask, Person, answer, parse
from domain.spoken import lengths, mentions

SUNDAY = date(2026, 11, 22)
ZHANG, LI, ZHANG_FENG, WANG = (
    Person(1, "张三", "城东社区"),
    Person(2, "李四"),
    Person(3, "张三丰"),
    Person(4, "王小明"),
)
CHEN, CHEN_TOO = Person(5, "陈晨", "城东社区"), Person(6, "陈晨", "青年创业社")
ZHAO = Person(7, "赵\u3000六")
LI_TWO = Person(8, "孙七(2班)")
PEOPLE = [ZHANG, LI, ZHANG_FENG, WANG, CHEN, CHEN_TOO, ZHAO, LI_TWO]


def read(line, choices=None, today=SUNDAY, people=PEOPLE):
    return parse(line, today, people, choices=choices or {})


def understood(line):
    reading = read(line)
    assert reading.clear, reading.questions
    return reading.draft


@pytest.mark.parametrize(
    "line",
    [
        "记 志愿服务 张三 李四 社区清洁 2小时",
        "记志愿服务张三李四社区清洁2小时",
        "记 2小时 社区清洁 张三、李四 志愿",
        "记:志愿服务,张三、李四;社区清洁。2小时",
        "记 志愿服务 张三,李四 社区清洁 2 小时",
        "\u3000记\u3000志愿服务\u3000张三和李四\u3000社区清洁\u30002\uff10\uff10分钟".replace(
            "\uff10\uff10", "0"
        ).replace("20分钟", "120分钟"),
        "记 和张三跟李四一起做志愿服务 社区清洁 两个小时",
        "志愿 与张三 及李四 社区清洁 \uff12小时 今天",
        "记一下 志愿服务\n张三\t李四\n社区清洁\n120min",
        "记录 志愿活动 张三李四 社区清洁 1小时60分",
    ],
)
def test_one_record_can_be_typed_in_many_ways(line):
    draft = understood(line)
    assert draft.kind.code == "volunteering"
    assert draft.youths == (ZHANG, LI)
    assert (draft.title, draft.minutes, draft.day) == ("社区清洁", 120, SUNDAY)
    assert draft.offline


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2小时", 120),
        ("90分钟", 90),
        ("1.5h", 90),
        ("半小时", 30),
        ("半个小时", 30),
        ("一个半小时", 90),
        ("两个小时", 120),
        ("两个半小时", 150),
        ("3个钟头", 180),
        ("1小时半", 90),
        ("1小时30分", 90),
        ("1h30min", 90),
        ("一刻钟", 15),
        ("二十五分钟", 25),
        ("一百二十分钟", 120),
        ("十分钟", 10),
        ("45分", 45),
        ("2 小时", 120),
        ("1.5 h", 90),
        ("2H", 120),
        ("1hour", 60),
    ],
)
def test_lengths_are_understood(text, minutes):
    assert understood(f"记 志愿服务 {text}").minutes == minutes
    assert understood(f"记 {text} 张三 志愿服务").minutes == minutes


def test_several_lengths_add_up():
    assert understood("记 志愿服务 1小时 河道 30分钟").minutes == 90


@pytest.mark.parametrize("text", ["考了90分的试卷", "1234567小时", "2hello", "..小时"])
def test_what_is_no_length_stays_in_the_title(text):
    draft = understood(f"记 志愿服务 {text}")
    assert draft.minutes is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", "2026-11-22"),
        ("今天下午", "2026-11-22"),
        ("昨天", "2026-11-21"),
        ("昨晚", "2026-11-21"),
        ("前天", "2026-11-20"),
        ("大前天", "2026-11-19"),
        ("周三", "2026-11-18"),
        ("周日", "2026-11-22"),
        ("星期天", "2026-11-22"),
        ("本周一", "2026-11-16"),
        ("上周五", "2026-11-13"),
        ("上个星期五", "2026-11-13"),
        ("上上周五", "2026-11-06"),
        ("9月3日", "2026-09-03"),
        ("9月3号", "2026-09-03"),
        ("9 月 3 日", "2026-09-03"),
        ("九月三日", "2026-09-03"),
        ("9/3", "2026-09-03"),
        ("2026-09-03", "2026-09-03"),
        ("2026/9/3", "2026-09-03"),
        ("2026.9.3", "2026-09-03"),
        ("2026年9月3日", "2026-09-03"),
        ("20260903", "2026-09-03"),
        ("3号", "2026-11-03"),
        ("25号", "2026-10-25"),
        ("二十二号", "2026-11-22"),
        ("2024-02-29", "2024-02-29"),
        ("\uff19月\uff13日", "2026-09-03"),
    ],
)
def test_days_are_understood(text, day):
    assert understood(f"记 志愿服务 {text} 张三").day == date.fromisoformat(day)
    assert understood(f"记 张三志愿服务 {text}").title == ""


def test_a_day_of_december_told_in_january_was_last_year():
    reading = read("记 谈心 张三 12月30日", today=date(2027, 1, 4))
    assert reading.draft.day == date(2026, 12, 30)


@pytest.mark.parametrize("text", ["3号楼清洁", "每周三读书会", "13/45", "8日游"])
def test_what_is_no_day_stays_in_the_title(text):
    draft = understood(f"记 志愿服务 {text}")
    assert (draft.day, draft.title) == (SUNDAY, text)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("12月30日", "12 月 30 日还没到,这次是哪天?"),
        ("明天", "11 月 23 日还没到,这次是哪天?"),
        ("下周五", "11 月 27 日还没到,这次是哪天?"),
        ("2月30日", "没有「2月30日」这一天,这次是哪天?"),
        ("2月29日", "没有「2月29日」这一天,这次是哪天?"),
        ("昨天 前天", "写了不止一个日子,这次是哪天?"),
    ],
)
def test_a_day_that_cannot_be_is_asked_for(text, head):
    reading = read(f"记 谈心 张三 {text}")
    (question,) = reading.questions
    assert question.ask is Ask.DAY
    assert question.text.splitlines()[0] == head
    assert answer({}, question, "下周", SUNDAY) is None
    assert answer({}, question, "明天", SUNDAY) is None
    choices = answer({}, question, "2", SUNDAY)
    assert read(f"记 谈心 张三 {text}", choices).draft.day == SUNDAY - timedelta(days=1)
    choices = answer({}, question, "9月3日", SUNDAY)
    reading = read(f"记 谈心 张三 {text}", choices)
    assert reading.clear
    assert reading.draft.day == date(2026, 9, 3)


def test_the_longer_of_two_names_is_meant():
    assert understood("记 谈心 张三丰").youths == (ZHANG_FENG,)
    assert understood("记谈心张三丰张三").youths == (ZHANG_FENG, ZHANG)
    assert understood("记 谈心 张三张三丰").youths == (ZHANG, ZHANG_FENG)


def test_a_name_made_of_two_others_is_one_name():
    people = [Person(1, "欧阳"), Person(2, "小明"), Person(3, "欧阳小明")]
    assert read("记 谈心 欧阳小明", people=people).draft.youths == (people[2],)
    assert read("记 谈心 欧阳、小明", people=people).draft.youths == tuple(people[:2])


def test_names_in_the_roster_may_hold_blanks_and_brackets():
    assert understood("记 谈心 赵六 孙七").youths == (ZHAO, LI_TWO)


def test_a_name_written_twice_is_one_person():
    assert understood("记 谈心 张三 张三、张三").youths == (ZHANG,)


def test_two_of_one_name_are_told_apart_by_number():
    reading = read("记 陈晨 谈心")
    (question,) = reading.questions
    assert (
        question.text
        == "有两位陈晨,是哪一位?\n1 陈晨(城东社区)\n2 陈晨(青年创业社)\n回复数字就行。"
    )
    assert reading.draft.youths == ()
    choices = answer({}, question, " 2。", SUNDAY)
    assert read("记 陈晨 谈心", choices).draft.youths == (CHEN_TOO,)
    assert answer({}, question, "3", SUNDAY) is None


def test_two_of_one_name_are_told_apart_by_the_hint_as_well():
    for line in ("记 陈晨(青年创业社) 谈心", "记 青年创业社 谈心 陈晨"):
        draft = understood(line)
        assert (draft.youths, draft.title) == ((CHEN_TOO,), "")


def test_two_of_one_name_without_a_hint_are_told_apart_by_their_number():
    twins = [Person(8, "周周"), Person(9, "周周")]
    (question,) = read("记 谈心 周周", people=twins).questions
    assert "1 周周(编号 8)\n2 周周(编号 9)" in question.text


def test_an_unknown_name_is_asked_about():
    line = "记 志愿服务 张三、李思 社区清洁"
    (question,) = read(line).questions
    assert question.text.splitlines() == [
        "你的小伙伴里没找到「李思」。",
        "1 是李四",
        "2 不在名单里,只记「李思」这个名字",
        "3 这是活动内容,不是人名",
        "回复数字就行。",
    ]
    is_li = read(line, answer({}, question, "1", SUNDAY)).draft
    assert (is_li.youths, is_li.others) == ((ZHANG, LI), ())
    text = read(line, answer({}, question, "2", SUNDAY)).draft
    assert (text.youths, text.others, text.title) == ((ZHANG,), ("李思",), "社区清洁")
    title = read(line, answer({}, question, "3", SUNDAY)).draft
    assert (title.youths, title.others, title.title) == ((ZHANG,), (), "李思 社区清洁")


def test_one_letter_more_makes_another_name():
    (question,) = read("记 谈心 张三疯").questions
    assert "「张三疯」" in question.text
    assert "1 是张三(城东社区)" in question.text
    assert [q.ask for q in read("记 谈心 王五和赵八").questions] == [Ask.NAME, Ask.NAME]


@pytest.mark.parametrize(
    "title", ["周末清洁", "文明劝导", "高考护航", "李家村", "社区清洁", "方案讨论"]
)
def test_words_that_begin_like_a_name_are_no_names(title):
    assert understood(f"记 志愿服务 张三 {title}").title == title


def test_a_kind_that_needs_somebody_asks_for_them():
    (question,) = read("记 谈心").questions
    assert question.text == "「谈心谈话」是和谁?回复名字就行,几个人用空格隔开。"
    choices = answer({}, question, "张三和李四", SUNDAY)
    assert read("记 谈心", choices).draft.youths == (ZHANG, LI)
    assert understood("记 志愿服务 社区清洁").youths == ()


def test_a_name_answered_but_not_on_the_list_is_asked_about_too():
    choices = answer({}, read("记 谈心").questions[0], "阿依古丽", SUNDAY)
    (question,) = read("记 谈心", choices).questions
    assert question.key == "name:阿依古丽"
    choices = answer(choices, question, "1", SUNDAY)
    reading = read("记 谈心", choices)
    assert reading.clear
    assert reading.draft.others == ("阿依古丽",)


def test_no_kind_is_asked_for_with_all_of_them():
    reading = read("记 张三 社区清洁")
    (question,) = reading.questions
    assert question.text.startswith("这次是哪一类?\n1 办一件实事\n2 志愿服务\n3 文体活动")
    draft = read("记 张三 社区清洁", answer({}, question, "2", SUNDAY)).draft
    assert (draft.kind.code, draft.title) == ("volunteering", "社区清洁")
    assert answer({}, question, "文体", SUNDAY) == {"kind": "culture_sports"}
    assert answer({}, question, "不知道", SUNDAY) is None


def test_a_mistyped_kind_is_offered_first_and_is_no_title():
    (question,) = read("记 志原服务 张三").questions
    assert question.text.startswith("是志愿服务吗?\n1 志愿服务\n2 办一件实事")
    draft = read("记 志原服务 张三", answer({}, question, "1", SUNDAY)).draft
    assert (draft.kind.code, draft.title) == ("volunteering", "")


def test_two_kinds_are_asked_about():
    (question,) = read("记 文体 志愿 张三").questions
    assert question.text.splitlines()[0] == "这里写了志愿服务和文体活动,记成哪一类?"
    draft = read("记 文体 志愿 张三", answer({}, question, "2", SUNDAY)).draft
    assert draft.kind.code == "culture_sports"


def test_a_kind_inside_the_title_gives_way_to_one_said_plainly():
    draft = understood("记 谈心 张三 志愿服务培训")
    assert (draft.kind.code, draft.title) == ("heart_to_heart", "志愿服务培训")


@pytest.mark.parametrize(
    ("line", "kind", "offline"),
    [
        ("记 谈心 张三", "heart_to_heart", True),
        ("记 谈心 张三 电话", "heart_to_heart", False),
        ("记 谈心 张三 线上", "heart_to_heart", False),
        ("记 打电话 张三", "phone", False),
        ("记 微信聊 张三", "message", False),
        ("记 qq 张三", "message", False),
        ("记 走访 张三", "visit", True),
        ("记 志愿服务 网上", "volunteering", False),
    ],
)
def test_how_it_was_done_is_understood(line, kind, offline):
    draft = understood(line)
    assert (draft.kind.code, draft.offline, draft.title) == (kind, offline, "")


EVERYTHING = (*FOR_CADRES, *FOR_ORGANS)


@pytest.mark.parametrize("line", ["记 {}", "记{}2小时", "记 张三 {} 社区清洁", "记 昨天 参加{}"])
def test_every_word_for_a_kind_means_that_kind_and_no_other(line):
    for meant in EVERYTHING:
        for word in meant.words:
            draft = parse(line.format(word), SUNDAY, PEOPLE, kinds=EVERYTHING).draft
            assert draft.kind is meant, word
            assert word not in draft.title


@pytest.mark.parametrize(
    ("line", "kind", "title"),
    [
        ("记 团课 十九大精神 40分钟", "league_lesson", "十九大精神"),
        ("记 给青年讲团课", "league_lesson", "给青年"),
        ("记 报到 城东社区 昨天上午", "branch_report", "城东社区"),
        ("记 下支部 河湾村 2小时", "branch_report", "河湾村"),
        ("记 参加团日", "league_day", ""),
        ("记 夜访社区 平安巡防 90分钟", "night_village", "平安巡防"),
        ("记 夜访寝室 3号楼 1小时", "night_class", "3号楼"),
        ("记 夜访团支部 1小时", "night_league", ""),
        ("记 夜访创业者 大棚 1小时", "night_founder", "大棚"),
        ("记 夜访青少年 张三 1小时", "night_youth", ""),
        ("记 指导教育实践 城东团委", "guide_committee", "城东团委"),
        ("记 参与教育实践", "branch_practice", ""),
        ("记 调研选题 返乡创业", "research_topic", "返乡创业"),
        # What only sounds like one of the new kinds is still what it was.
        ("记 志愿服务 新生报到", "volunteering", "新生报到"),
        ("记 走访 张三 就业调研", "visit", "就业调研"),
        ("记 走访 张三 调研", "visit", "调研"),
        ("记 走访 张三 夜里", "visit", ""),
        ("记 志愿服务 巡河", "volunteering", "巡河"),
        ("记 志愿服务 夜间巡逻", "volunteering", "夜间巡逻"),
        ("记 志愿服务 夜访慰问", "volunteering", "夜访慰问"),
        ("记 谈心 张三 团课怎么讲", "heart_to_heart", "团课怎么讲"),
        ("记 文体 团日晚会", "culture_sports", "团日晚会"),
        ("记 志愿服务 教育实践基地清洁", "volunteering", "教育实践基地清洁"),
        ("记 办实事 张三 整理材料", "good_deed", "整理材料"),
        ("记 志愿服务 社区宣讲", "volunteering", "社区宣讲"),
    ],
)
def test_the_kinds_of_the_other_notices_are_understood_and_take_no_other_words(line, kind, title):
    for kinds in (FOR_CADRES, EVERYTHING):
        reading = parse(line, SUNDAY, PEOPLE, kinds=kinds)
        assert reading.clear, reading.questions
        assert (reading.draft.kind.code, reading.draft.title) == (kind, title)


@pytest.mark.parametrize(
    "line", ["记 夜访 张三 90分钟", "记 夜访张三90分钟", "记 张三 夜访 90分钟"]
)
def test_a_night_visit_of_no_kind_is_asked_for_among_the_six(line):
    (question,) = read(line).questions
    assert question.text.splitlines() == [
        "这次是哪一类?",
        "1 夜访困难青少年",
        "2 夜访班级寝室",
        "3 夜访社会组织",
        "4 夜访创业青年",
        "5 夜访村社区",
        "6 夜访团组织",
        "回复数字就行。",
    ]
    for n, code in enumerate(
        ["night_youth", "night_class", "night_social", "night_founder", "night_village"], 1
    ):
        draft = read(line, answer({}, question, str(n), SUNDAY)).draft
        assert (draft.kind.code, draft.title, draft.minutes) == (code, "", 90)
        assert draft.youths == (ZHANG,)


def test_more_than_a_day_is_asked_about():
    (question,) = read("记 志愿服务 李四 100小时").questions
    assert question.text == "100 小时超过一天了。这次一共多久?回复时长就行,如「2小时」。"
    assert answer({}, question, "99小时", SUNDAY) is None
    choices = answer({}, question, "10小时", SUNDAY)
    assert read("记 志愿服务 李四 100小时", choices).draft.minutes == 600


def test_questions_come_in_a_steady_order():
    reading = read("记 陈晨 2月30日 100小时")
    assert [q.ask for q in reading.questions] == [Ask.KIND, Ask.NAME, Ask.DAY, Ask.MINUTES]


def test_nothing_typed_is_empty():
    assert read("记").empty
    assert read("").empty
    assert not read("记 谈心").empty


def test_organs_have_their_own_kinds():
    reading = parse("记 机关开放 30人参观", SUNDAY, [], kinds=FOR_ORGANS)
    assert reading.clear
    assert reading.draft.kind.code == "open_day"


# Properties

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
PARTS = """
记 谈心 志愿 张三 张三丰 陈晨 和 跟 、 , 2小时 半 个 小时 昨天 9月3日
2月30日 周 三 号 一 十 百 3 / - . 1.5h 王五 ( ) ·
² ٣ 🙂 微信 分 刻钟 上周 月 日 年
"""
PIECES = st.sampled_from([" ", "\u3000", "\uff0c", "\n", "\0", *PARTS.split()])
LINES = st.text(max_size=40) | st.lists(PIECES, max_size=14).map("".join)


@given(LINES, st.dates(date(2020, 1, 1), date(2040, 1, 1)))
@example("年月日号小时分钟百百百十个半", SUNDAY)
@example("0000-00-00 99月99日 0/0 0号 零零号", date(2028, 2, 29))
@example("9" * 2000 + "小时", SUNDAY)
def test_no_line_is_too_strange(line, today):
    reading = read(line, today=today)
    assert reading.draft.day <= today or not reading.clear
    for question in reading.questions:
        assert question.text
        for n, option in enumerate(question.options, 1):
            assert answer({}, question, str(n), today) == {question.key: option.value}


@given(LINES, st.text(max_size=20), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_no_reply_is_too_strange(line, reply, today):
    for question in read(line, today=today).questions:
        choices = answer({}, question, reply, today)
        if choices is not None:
            read(line, choices, today)


@given(LINES, st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_answering_what_is_asked_comes_to_an_end(line, today):
    replies = {Ask.YOUTHS: "张三", Ask.MINUTES: "1小时"}
    choices = {}
    for _ in range(40):
        reading = read(line, choices, today)
        if reading.clear:
            return
        question = reading.questions[0]
        choices = answer(choices, question, replies.get(question.ask, "1"), today)
        assert choices is not None
    pytest.fail("still asking")


NAMES = st.lists(st.text(HAN, min_size=2, max_size=4), min_size=1, max_size=6, unique=True).filter(
    lambda names: all(not any(w in name for w in AMBIGUOUS) for name in names)
)
AMBIGUOUS = [word for kind in FOR_CADRES for word in kind.words] + list(
    "和跟与同及月日号周年半一二三四五六七八九十百零两个小时分钟刻今昨前明后上下本这星期礼拜天早晚晨记"
)


@st.composite
def rosters(draw):
    names = draw(NAMES)
    people = [Person(n, name) for n, name in enumerate(names, 1)]
    return people, draw(st.lists(st.sampled_from(people), min_size=1, unique=True))


@given(rosters(), st.sampled_from([" ", "、", ",", "\uff0c", "和", " 跟 ", "\u3000", ";\n"]))
def test_names_apart_are_found_exactly(roster, between):
    people, meant = roster
    line = f"记 谈心 {between.join(p.name for p in meant)} 2小时"
    reading = read(line, people=people)
    assert reading.clear
    assert reading.draft.youths == tuple(meant)
    assert (reading.draft.title, reading.draft.others) == ("", ())


@given(st.permutations(PEOPLE[:4]), st.integers(1, 4))
def test_names_glued_together_are_found_exactly(people, number):
    meant = tuple(people[:number])
    assert understood(f"记谈心{''.join(p.name for p in meant)}").youths == meant


WORDS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            [w for k in FOR_CADRES if k.group is not Group.CONTACT for w in k.words]
        ),
        "names": st.lists(
            st.sampled_from([ZHANG, LI, ZHANG_FENG, WANG, ZHAO]), min_size=1, unique=True
        ),
        "title": st.sampled_from(
            ["", "社区清洁", "河道巡查", "送书包", "周末清洁", "志愿服务培训"]
        ),
        "length": st.sampled_from(["", "2小时", "半小时", "90分钟", "1.5h"]),
        "day": st.sampled_from(["", "昨天", "上周五", "9月3日", "9/3", "2026-09-03", "3号"]),
    }
)


@given(WORDS, st.randoms(use_true_random=False), st.sampled_from([" ", "、", ",", "\u3000", " \n"]))
def test_the_order_of_the_words_does_not_matter(words, chance, between):
    names = [p.name.replace("\u3000", "") for p in words["names"]]
    tokens = [words["kind"], *names, words["title"], words["length"], words["day"]]
    tokens = [token for token in tokens if token]
    straight = read(f"记 {between.join(tokens)}")
    chance.shuffle(tokens)
    shuffled = read(f"记 {between.join(tokens)}")
    assert straight.clear
    assert shuffled.clear
    one, other = straight.draft, shuffled.draft
    assert set(one.youths) == set(other.youths) == set(words["names"])
    assert (one.kind, one.title, one.minutes, one.day, one.offline) == (
        other.kind,
        other.title,
        other.minutes,
        other.day,
        other.offline,
    )
    assert one.title == words["title"]
    assert one.kind.code in {k.code for k in FOR_CADRES if words["kind"] in k.words}


@given(st.integers(1, 24 * 60))
def test_a_length_in_minutes_is_itself(minutes):
    assert [found.minutes for found in lengths(f"{minutes}分钟")] == [minutes]


@given(st.dates(date(2000, 1, 1), SUNDAY))
def test_a_whole_date_is_itself(day):
    for text in (
        f"{day}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert [found.day for found in mentions(text, SUNDAY)] == [day]


@given(st.dates(SUNDAY - timedelta(days=180), SUNDAY))
def test_a_date_of_the_last_half_year_needs_no_year(day):
    assert [m.day for m in mentions(f"{day.month}月{day.day}日", SUNDAY)] == [day]
