"""Measures of the legal basis hold on a sample; the command runs the whole sets."""

from api.measuring.basis import measure_basis
from corpora.plan_families import plans


def test_plans_left_out() -> None:
    result = measure_basis(3, 12)
    assert result.plans == 12
    assert result.recall >= 0.85, result.table()


def test_the_same_seed_gives_the_same_plans() -> None:
    assert plans(4, 2, (2026,)) == plans(4, 2, (2026,))
    assert all(plan.basis for plan in plans(4, 2, (2026,))[:5])
