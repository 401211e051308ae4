"""How names are read and compared."""

import pytest

from crm.core.text import fold
from crm.organisations.matching import keys, names, words
from crm.organisations.matching.names import Alike, Grade, alike, read
from crm.organisations.matching.words import skeleton, tokens_of


def compared(one: str, other: str) -> Alike:
    return alike(read(fold(one)), read(fold(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noor Masjid", "Nur Mosque"),
        ("East Ham Madrassah", "East Ham Madressah"),
        ("East Ham Madrassah", "East Ham Madrasa"),
        ("St. Mary’s Church", "Saint Mary Church"),
        ("Muhammad Centre", "Mohammed Center"),
        ("COGIC Bow", "Church of God in Christ, Bow"),
        ("R.C.C.G. Victory House", "Redeemed Christian Church of God Victory House"),
        ("Kingdom Hall of Jehovah's Witnesses", "Kingdom Hall of Jehovah Witness"),
        ("Church of Jesus Christ of Latter Day Saints", "The Church of Jesus Christ of Latter-day Saints"),
        ("Shree Swaminarayan Mandir", "Shri Swaminarayan Temple"),
        ("Центр Христос", "Tsentr Hristos"),
        ("مسجد نور", "Masjid Noor"),
        ("St James' Church", "St James's Church"),
    ],
)
def test_one_name_in_two_spellings_is_equal(one: str, other: str) -> None:
    assert compared(one, other).grade is Grade.EQUAL


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St Joseph", "St Joseph's Catholic Church"),
        ("Baitul Futuh Mosque", "Baytul Futooh Masjid Trust"),
        ("Leyton Muslim Community Centre", "Leyton Mosque"),
    ],
)
def test_names_with_the_same_telling_words_are_nearly_equal(one: str, other: str) -> None:
    assert compared(one, other).grade is Grade.TELLING


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("East Ham Methodist Church", "East Ham Baptist Church"),
        ("St Mary's Church, Bow", "St Peter's Church, Bow"),
        ("Bow Mosque", "Bow Church"),
        ("New Testament Church of God, Bow", "Church of God of Prophecy, Bow"),
    ],
)
def test_another_saint_church_or_faith_in_the_name_is_another_group(one: str, other: str) -> None:
    found = compared(one, other)
    assert found.grade is Grade.OTHER
    assert found.parted


def test_two_names_of_one_family_of_churches_are_not_opposed() -> None:
    assert not compared("Bow Evangelical Church", "Bow Baptist Church").parted


def test_a_longer_name_holds_the_shorter() -> None:
    assert compared("St Francis", "St Francis of Assisi").grade is Grade.WITHIN


def test_the_name_of_a_town_alone_makes_no_likeness_with_a_saint() -> None:
    assert compared("Clapham Hall", "St Peter's Church, Clapham").grade is Grade.AKIN


def test_a_name_that_tells_nothing_is_only_plainly_within_another() -> None:
    assert compared("Methodist Church", "Bow Methodist Church").grade is Grade.PLAIN


@pytest.mark.parametrize("other", ["East London School", "North London Mosque"])
def test_words_that_part_neighbours_are_noticed(other: str) -> None:
    assert compared("London Mosque", other).parted


def test_nothing_is_like_a_name_of_signs() -> None:
    assert compared("!!!", "???") == Alike(Grade.OTHER, 0)


def test_names_with_no_word_in_common_are_others() -> None:
    assert compared("Agape Fellowship", "Streams of Joy").grade is Grade.OTHER


def test_a_name_is_rare_with_two_telling_words_and_no_saint() -> None:
    assert read(fold("Lambeth Masjid Progressive Centre")).is_rare
    assert not read(fold("St Mary Magdalene")).is_rare
    assert not read(fold("Christ Church")).is_rare


def test_the_key_of_a_name_holds_its_telling_words_as_they_sound() -> None:
    assert read("baitul amn mosque").key == read("masjid e baytul aman").key


def test_the_saint_james_is_no_jamia() -> None:
    assert "jamia" not in tokens_of("st jamess church")


@pytest.mark.parametrize(
    ("word", "sounds"), [("baitul", "btl"), ("baytul", "btl"), ("joseph", "jsf"), ("aaron", "arn")]
)
def test_a_skeleton_is_what_a_word_sounds_like(word: str, sounds: str) -> None:
    assert skeleton(word) == sounds


@pytest.mark.parametrize("kind", [words.PLAIN, words.BRANCHES, words.DEDICATIONS, words.PARTING, words.BESIDE])
def test_every_word_of_a_kind_is_one_that_a_name_can_hold(kind: frozenset[str]) -> None:
    assert {word for word in kind if words.tokens_of(word) != (word,)} == set()


def test_all_saints_is_a_dedication_as_any_saint_is() -> None:
    assert alike(read("all saints church"), read("saint luke s church")).parted


def test_whatever_is_remembered_of_names_is_forgotten() -> None:
    """Long work relies on it: a store that is left out grows with the list."""
    compared("Noor Masjid Bow", "Nour Mosque Stepney")
    keys.words_kept(read("noor masjid"))
    keys.words_asked(read("noor masjid"))
    everything = [one for room in (words, names, keys) for one in vars(room).values()]
    stores = {one for one in everything if hasattr(one, "cache_info") and one.__module__.startswith("crm.")}
    assert {one.__name__ for one in stores if not one.cache_info().currsize} == set()
    keys.forget_names()
    assert {one.__name__ for one in stores if one.cache_info().currsize} == set()
