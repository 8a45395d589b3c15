from domain.activity_templates import FOR_CADRES, FOR_ORGANS, TEMPLATES
from domain.kinds import Group, in_group
from domain.seats import Mode


def test_each_template_is_of_a_kind_that_its_holder_may_hold():
    for key, one in TEMPLATES.items():
        kinds = FOR_ORGANS if one.organ else FOR_CADRES
        assert one.kind in {kind.code for kind in kinds}
        assert (one.key, one.mode in set(Mode)) == (key, True)
        assert one.title
        assert one.about
        assert one.kind_title
        assert 30 <= one.minutes <= 480
        assert 1 <= one.seats <= 500
        assert 7 <= one.hour <= 20


def test_there_is_one_for_each_kind_of_the_five_ones_and_the_campaigns():
    covered = {one.kind for one in TEMPLATES.values()}
    wanted = in_group(Group.CADRE_FIVE, Group.ORGAN_FIVE, Group.ORGAN_CAMPAIGN)
    assert {kind.code for kind in wanted} <= covered
