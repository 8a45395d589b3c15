"""An organ's own replies: above those that are shipped, for itself and the organs below it."""

import pytest

from domain.ticket_templates import SHIPPED, TemplateUnfit, Use
from models.ticket import ReplyTemplate
from services import reply_templates as replies
from services.reply_templates import MOST, NoSuchTemplate, TooManyTemplates
from tests.services.asking import peopled
from tests.services.county import BRANCH, CITY, COUNTY, ELSEWHERE, MIN, NOW, opened


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


def titles(place, organ):
    return [one.title for one in place.do(replies.listed, organ)][: -len(SHIPPED)]


def test_own_templates_stand_first_and_reach_the_organs_below(place):
    place.do(replies.add, CITY, MIN, "市里的", "{称呼},打 12355。")
    mine = place.do(replies.add, COUNTY, MIN, " 县里 的 ", "{称呼},{编号}归{机关}的{经办人}。")
    assert titles(place, COUNTY) == ["县里 的", "市里的"]
    assert titles(place, BRANCH) == ["县里 的", "市里的"]
    assert titles(place, CITY) == ["市里的"]
    assert titles(place, ELSEWHERE) == []
    found = {one.title: one for one in place.do(replies.listed, COUNTY)}
    assert (found["县里 的"].mine, found["县里 的"].organ) == (True, "县委")
    assert (found["市里的"].mine, found["市里的"].organ) == (False, "市委")
    place.do(replies.change, mine, COUNTY, "改了", "新的{日期}")
    assert titles(place, COUNTY) == ["改了", "市里的"]
    place.do(replies.remove, mine, COUNTY)
    assert titles(place, COUNTY) == ["市里的"]
    with pytest.raises(NoSuchTemplate):
        place.do(replies.change, mine, COUNTY, "改了", "新的")
    place.do(replies.restore, mine, COUNTY)
    assert titles(place, COUNTY) == ["改了", "市里的"]


def test_a_draft_has_its_places_filled_in(place):
    key = f"own-{place.do(replies.add, COUNTY, MIN, '自己的', '{称呼} {编号} {机关} {经办人} {日期}')}"
    with place.open_uow() as uow:
        known = replies.values(uow, asker="欧阳小红", number="S-1", organ="县委", handler="王敏")
        nameless = replies.values(uow, asker="", number="S-1", organ="县委", handler="王敏")
        draft = replies.draft(uow, key, COUNTY, known)
        assert draft is not None
        assert draft.text == "欧阳同学 S-1 县委 王敏 11 月 23 日"
        assert replies.draft(uow, "done", COUNTY, nameless).text.startswith(
            "同学,你说的这件事(S-1)"
        )
        assert replies.draft(uow, "where", COUNTY, nameless).use is Use.MORE
        assert replies.draft(uow, key, ELSEWHERE, known) is None
        assert replies.draft(uow, "nothing", COUNTY, known) is None


def test_another_organ_changes_nothing_and_what_is_unfit_is_refused(place):
    mine = place.do(replies.add, COUNTY, MIN, "县里的", "内容")
    for step in (replies.remove, replies.restore):
        with pytest.raises(NoSuchTemplate):
            place.do(step, mine, CITY)
    with pytest.raises(NoSuchTemplate):
        place.do(replies.change, mine, CITY, "a", "b")
    with pytest.raises(TemplateUnfit):
        place.do(replies.add, COUNTY, MIN, "有", "{手机}")
    with pytest.raises(TemplateUnfit):
        place.do(replies.change, mine, COUNTY, "", "内容")
    assert titles(place, COUNTY) == ["县里的"]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_list_stays_short_enough_to_find_something(place):
    row = {"organ_id": COUNTY, "text": "内容", "created_by": MIN, "created_at": NOW}
    with place.open_uow() as uow:
        uow.session.add_all(ReplyTemplate(**row, title=f"模板 {n}") for n in range(MOST))
    with pytest.raises(TooManyTemplates, match=str(MOST)):
        place.do(replies.add, COUNTY, MIN, "再一个", "内容")
