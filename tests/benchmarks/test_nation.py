"""The nation of the benchmark, a thousandth of it: both sides say the same of everybody."""

import pytest

from benchmarks.nation import VARIANTS, built, compare


@pytest.fixture(scope="module")
def open_uow(databases):
    url = databases.fresh("postgresql")
    with built(url, 0.001, lambda _line: None) as open_uow:
        yield open_uow
    databases.drop(url)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_sweep_and_the_statement_by_hand_agree(open_uow, variant):
    rules, by_hand = VARIANTS[variant]
    found = compare(open_uow, rules, by_hand)
    assert found.keys() == set(rules)
    assert all(0 < len(short) < bound for bound, _, short in found.values())
    assert any(exempt for _, exempt, _ in found.values())


def test_a_difference_of_one_is_noticed(open_uow):
    rules, by_hand = VARIANTS["five-ones"]
    spoilt = by_hand.replace("coalesce(f.target, 5)", "coalesce(f.target, 6)")
    assert spoilt != by_hand
    with pytest.raises(RuntimeError, match=r"five-ones-fulltime: .* people differ"):
        compare(open_uow, rules, spoilt)
