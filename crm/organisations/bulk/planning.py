"""What one change would do to each of some groups, before anything is done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crm.accounts.models import Account
from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.organisations import rules
from crm.organisations.actions.groups import change_group
from crm.organisations.actions.life import set_communities, set_languages
from crm.organisations.actions.places import name_adviser
from crm.organisations.kinds import Faith, OrganisationKind
from crm.organisations.models import Organisation, OrganisationArea
from crm.organisations.rules import Facts

NOBODY = "No adviser"


class Change(Labelled):
    ADVISER = "adviser", "Name the adviser in an area"
    LANGUAGE = "language", "Add a language"
    COMMUNITY = "community", "Add a community"
    FAITH = "faith", "Correct the faith"
    KIND = "kind", "Correct the kind of group"


@dataclass(frozen=True)
class Wish:
    """What is to be changed to what. `to` is an id or a code, empty for nobody; `words` says it to people."""

    change: Change
    to: str
    words: str
    area_id: int | None = None
    area: str = ""

    @property
    def key(self) -> int | None:
        return int(self.to) if self.to else None


@dataclass(frozen=True)
class Line:
    """One group: what is said of it now, and what would be; `refusal` is why not, empty when it can be done."""

    organisation: Organisation
    before: str
    after: str
    refusal: str = ""

    @property
    def is_change(self) -> bool:
        return not self.refusal and self.before != self.after


def plan(organisations: Iterable[Organisation], wish: Wish) -> list[Line]:
    look, _ = _CHANGES[wish.change]
    return [look(organisation, wish) for organisation in organisations]


def carry_out(line: Line, wish: Wish, actor: Account) -> None:
    """By the action that the group's own page would use, so that its history says the same."""
    _, act = _CHANGES[wish.change]
    act(line.organisation, wish, actor)


def changed_since(organisations: Iterable[Organisation], versions: Mapping[int, int]) -> list[Organisation]:
    """Those that somebody else saved after they were looked at."""
    return [one for one in organisations if versions.get(one.id, one.version_id) != one.version_id]


def _link(organisation: Organisation, wish: Wish) -> OrganisationArea | None:
    open_ones = (link for link in organisation.areas if link.ended_on is None)
    return next((link for link in open_ones if link.area_id == wish.area_id), None)


def _look_at_adviser(organisation: Organisation, wish: Wish) -> Line:
    link = _link(organisation, wish)
    if link is None:
        return Line(organisation, "", wish.words, f"It is not in {wish.area}")
    return Line(organisation, link.adviser.name if link.adviser else NOBODY, wish.words)


def _name_adviser(organisation: Organisation, wish: Wish, actor: Account) -> None:
    link = _link(organisation, wish)
    assert link is not None
    name_adviser(organisation, link, wish.key, actor)


def _look_at_words(words_of: Callable[[Organisation], list[Any]]) -> Callable[[Organisation, Wish], Line]:
    """Languages or communities, of which a group may have several."""

    def look(organisation: Organisation, wish: Wish) -> Line:
        names = sorted(row.name for row in words_of(organisation))
        return Line(organisation, ", ".join(names), ", ".join(sorted({*names, wish.words})))

    return look


def _add_language(organisation: Organisation, wish: Wish, actor: Account) -> None:
    set_languages(organisation, {*(row.id for row in organisation.languages), int(wish.to)}, actor)


def _add_community(organisation: Organisation, wish: Wish, actor: Account) -> None:
    set_communities(organisation, {*(row.id for row in organisation.communities), int(wish.to)}, actor)


def _look_at_fact(name: str) -> Callable[[Organisation, Wish], Line]:
    def look(organisation: Organisation, wish: Wish) -> Line:
        return Line(organisation, getattr(organisation, name).label, wish.words, _refusal(organisation, wish))

    return look


def _refusal(organisation: Organisation, wish: Wish) -> str:
    facts = _facts(organisation, wish)
    if organisation.place_kind and facts.kind is not OrganisationKind.PLACE_OF_WORSHIP:
        return f"Its building is a {organisation.place_kind.label.lower()}, and only places of worship have one"
    if organisation.tradition and organisation.tradition.faith is not facts.faith:
        return f"Its tradition is {organisation.tradition.name}, which is of another faith"
    try:
        rules.settled(facts)
    except RuleBroken as broken:
        return broken.message
    return ""


def _facts(organisation: Organisation, wish: Wish) -> Facts:
    said: dict[str, Any] = {name: getattr(organisation, name) for name in Facts.__dataclass_fields__}
    said |= {name: said[name] or "" for name in _TEXTS}
    facts = replace(Facts(**said), name="" if organisation.name_is_placeholder else organisation.name)
    if wish.change is Change.FAITH:
        return replace(facts, faith=Faith(wish.to))
    return replace(facts, kind=OrganisationKind(wish.to))


_TEXTS = ("charity_number", "phone", "email", "website")


def _correct(organisation: Organisation, wish: Wish, actor: Account) -> None:
    change_group(organisation, _facts(organisation, wish), actor)


Look = Callable[[Organisation, Wish], Line]
Act = Callable[[Organisation, Wish, Account], None]
_CHANGES: dict[Change, tuple[Look, Act]] = {
    Change.ADVISER: (_look_at_adviser, _name_adviser),
    Change.LANGUAGE: (_look_at_words(lambda group: group.languages), _add_language),
    Change.COMMUNITY: (_look_at_words(lambda group: group.communities), _add_community),
    Change.FAITH: (_look_at_fact("faith"), _correct),
    Change.KIND: (_look_at_fact("kind"), _correct),
}
