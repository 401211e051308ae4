"""The rule that judges passwords."""

import pytest

from crm.accounts.rules import LONGEST, check_password
from crm.core.errors import RuleBroken

GUESSABLE = (
    "Password1234!",
    "P@ssw0rd123456",
    "123456789012",
    "qwertyuiop12",
    "1q2w3e4r5t6y",
    "aaaaaaaaaaaaa",
    "xyzxyzxyzxyz",
    "LondonNewham2024",
    "Safeguarding2026!",
    "Welcome2Footbridge",
    "Ada.Lovelace-99",
)
OWN = (
    "correct horse battery staple",
    "purple-teapot-lorry",
    "hK39dl!2slQp",
    "صباح الخير يا جدتي",
    "x y z " * 10 + "lantern",
)


@pytest.mark.parametrize("password", GUESSABLE)
def test_a_guessable_password_is_refused(password: str) -> None:
    with pytest.raises(RuleBroken, match="harder to guess"):
        check_password(password, "Ada Lovelace", "ada@example.org")


@pytest.mark.parametrize("password", OWN)
def test_a_password_of_ones_own_is_taken_without_a_recipe_of_signs(password: str) -> None:
    check_password(password, "Ada Lovelace", "ada@example.org")


def test_eleven_characters_are_too_few_and_twelve_are_enough() -> None:
    check_password("lorry-teapot")
    with pytest.raises(RuleBroken, match="at least 12"):
        check_password("lorry-teapo")


def test_a_password_longer_than_anybody_types_is_refused() -> None:
    with pytest.raises(RuleBroken, match="at most"):
        check_password("lantern " * LONGEST)


def test_the_name_in_a_password_does_not_count_as_hard_to_guess() -> None:
    check_password("wilhelmina-42", "Somebody Else")
    with pytest.raises(RuleBroken):
        check_password("wilhelmina-42", "Wilhelmina Smith")
