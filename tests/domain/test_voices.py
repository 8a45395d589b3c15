"""What may stand in public: nothing by which somebody could be called, found or recognised."""

import pytest

from domain.voices import (
    ANSWER,
    QUESTION,
    NamesSomebody,
    VoiceEmpty,
    check,
    doubtful,
    like_names,
    naming,
    proposed,
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("打 13800138000 找我", "里面有手机号"),
        ("打 138-0013 8000 找我", "里面有手机号"),
        ("打 +86 138 0013 8000", "里面有手机号"),
        ("打１３８００１３８０００", "里面有手机号"),
        ("打一三八零零一三八零零零", "里面有手机号"),
        ("打幺三八〇〇幺三八〇〇〇", "里面有手机号"),
        ("第一13800138000", "里面有手机号"),
        ("证号 51080219990101123X", "里面有身份证号"),
        ("看 https://example.com/a", "里面有链接"),
        ("看 www.example.cn", "里面有链接"),
        ("林小溪问的", "里面有提问人的名字"),
        ("林 小溪问的", "里面有提问人的名字"),
        ("打 12355,不用说名字", ""),
        ("每月 1380 元,连发 12 个月", ""),
        ("三月十五日到三十一日,一共十七天", ""),
    ],
)
def test_what_names_somebody(text, fault):
    assert naming(text, "林小溪") == fault
    if fault:
        with pytest.raises(NamesSomebody, match="回答里面有"):
            check("宿舍热水几点有?", text, "林小溪")
        with pytest.raises(NamesSomebody, match="问题里面有"):
            check(text, "晚上六点到十点。", "林小溪")


@pytest.mark.parametrize(
    ("question", "answer"),
    [("", "答"), ("问", " "), ("问" * (QUESTION + 1), "答"), ("问", "答" * (ANSWER + 1))],
)
def test_both_are_written_and_neither_is_endless(question, answer):
    with pytest.raises(VoiceEmpty):
        check(question, answer)


def test_what_a_person_looks_at_again():
    assert doubtful("打 0839-3260000 问", ["高兴"], "城东社区") == [
        "「高兴」和一位小伙伴同名",
        "里面有一串号码,是单位公开的电话才可以留",
    ]
    assert doubtful("在城东社区领", (), "城东社区") == ["「城东社区」可能让人猜到是谁"]
    assert doubtful("打 12355", (), "") == []


def test_names_are_sought_by_their_surnames():
    found = like_names("昨天张三和欧阳小红说,热水器坏了。A李 四")
    assert {"张三", "欧阳小红", "李四"} <= found
    assert "热水" not in found


def test_the_first_draft_blots_out_numbers_and_the_name():
    draft = proposed("我是林小溪,打 13800138000,证 51080219990101123X", "林小溪")
    assert draft == "我是某同学,打 ***,证 ***"
    assert naming(draft, "林小溪") == ""
