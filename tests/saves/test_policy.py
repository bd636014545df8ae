from __future__ import annotations

import pytest
from sqlalchemy import insert

from servicesim.errors import StoreUnusable
from servicesim.saves import tables
from servicesim.saves.policy import Policy, policy_of, secret_of, set_policy
from servicesim.saves.store import Store


def test_nobody_has_set_one_yet(store: Store) -> None:
    assert policy_of(store) == Policy(practice="scores", people="shown", threshold=None)


def test_what_was_set_last_holds(store: Store) -> None:
    set_policy(store, Policy("whole", "cohorts", 72.5))
    set_policy(store, Policy("happened", "shown", None))
    assert policy_of(store) == Policy("happened", "shown", None)


@pytest.mark.parametrize("threshold", [-1.0, 100.5, float("nan")])
def test_a_threshold_is_a_score(store: Store, threshold: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        set_policy(store, Policy(threshold=threshold))


@pytest.mark.parametrize(
    ("name", "value"), [("practice", "everything"), ("people", ""), ("threshold", "high")]
)
def test_a_value_that_means_nothing_here_is_never_guessed_at(store: Store, name: str, value: str) -> None:
    with store.writing() as connection:
        connection.execute(insert(tables.policy), {"name": name, "value": value})
    with pytest.raises(StoreUnusable):
        policy_of(store)


def test_the_secret_stays_the_same(store: Store) -> None:
    secret = secret_of(store)
    assert len(bytes.fromhex(secret)) == 32
    assert secret_of(store) == secret
