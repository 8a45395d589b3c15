"""Who may have been entered twice."""

from domain.twins import Entry, pairs


def entry(number, name="张三", hint="", *, phone=False, bound=False):
    return Entry(number, name, hint, phone, bound)


def found(*entries):
    return [(two.one.id, two.other.id) for two in pairs(entries)]


def test_one_name_however_it_was_typed():
    assert found(entry(1, "阿·依 古丽"), entry(2, "阿依古丽"), entry(3, "阿依")) == [(1, 2)]
    assert found(entry(1, "Anna Li"), entry(2, "anna li")) == [(1, 2)]


def test_two_numbers_or_two_accounts_are_two_people():
    assert found(entry(1, phone=True), entry(2, phone=True)) == []
    assert found(entry(1, bound=True), entry(2, bound=True)) == []
    assert found(entry(1, phone=True), entry(2, bound=True)) == [(1, 2)]


def test_the_likeliest_come_first_and_say_why():
    three = [entry(1, hint="城东社区"), entry(2, phone=True), entry(3, hint="城东")]
    assert found(*three) == [(1, 3), (1, 2), (2, 3)]
    assert [two.why for two in pairs(three)] == [
        "同名,备注相近",
        "同名,一位有手机号、一位没有",
        "同名,一位有手机号、一位没有",
    ]
