"""How an assessment stands on a day: of two voices which counts, section by section and as a whole (domain.md 5.1)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from crm.core.errors import RuleBroken
from crm.core.filters import plural
from crm.standards.models import Answer, Assessment, AssessmentState, Criterion, StandardSet, Voice
from crm.standards.rules import colours
from crm.standards.rules.colours import Asked, Colour, Given, Reply, Verdict

Answers = Mapping[tuple[int, Voice], Answer]


@dataclass(frozen=True)
class Line:
    """`counted` is the answer that counts, None while there is none; then there is no verdict either."""

    criterion: Criterion
    group: Answer | None
    adviser: Answer | None
    counted: Answer | None
    verdict: Verdict | None

    @property
    def colour(self) -> Colour | None:
        return self.verdict.colour if self.verdict else None

    @property
    def is_self_assessed(self) -> bool:
        """The group says that it has it, and no adviser has seen the evidence."""
        says_so = (
            self.group is not None and self.counted is not None and self.counted.reply in (Reply.YES, Reply.PARTLY)
        )
        return says_so and self.counted is not None and self.counted.seen_on is None

    @property
    def is_moderated(self) -> bool:
        return self.adviser is not None and self.counted is self.adviser


@dataclass(frozen=True)
class Section:
    """`number` is its place, from 1."""

    number: int
    title: str
    lines: Sequence[Line]
    verdict: Verdict

    @property
    def answered(self) -> int:
        return sum(1 for line in self.lines if line.counted)


@dataclass(frozen=True)
class Result:
    on: dt.date
    sections: Sequence[Section]
    verdict: Verdict

    @property
    def lines(self) -> list[Line]:
        return [line for section in self.sections for line in section.lines]

    @property
    def left(self) -> list[Line]:
        """Those that nobody has answered."""
        return [line for line in self.lines if line.counted is None]

    @property
    def to_moderate(self) -> list[Line]:
        return [line for line in self.lines if line.group is not None and not line.is_moderated]

    @property
    def is_self_assessed(self) -> bool:
        return any(line.is_self_assessed for line in self.lines)

    @property
    def to_do(self) -> list[Line]:
        """The red ones first."""
        return [line for colour in (Colour.RED, Colour.AMBER) for line in self.lines if line.colour is colour]


def asked_of(criterion: Criterion) -> Asked:
    return Asked(criterion.code, criterion.is_critical, criterion.na_allowed, criterion.weight, criterion.due_months)


def given_in(answer: Answer) -> Given:
    return Given(answer.reply, answer.reason, answer.seen_on, answer.due_on, answer.evidence, answer.comment)


def by_voice(answers: Iterable[Answer]) -> dict[tuple[int, Voice], Answer]:
    return {(answer.criterion_id, answer.voice): answer for answer in answers}


def sections(criteria: Sequence[Criterion]) -> list[tuple[str, list[Criterion]]]:
    return [(title, list(section)) for title, section in groupby(criteria, lambda one: one.section)]


def result(criteria: Sequence[Criterion], answers: Answers, on: dt.date) -> Result:
    made = [
        Section(number, title, lines, _whole(lines, on))
        for number, (title, asked) in enumerate(sections(criteria), 1)
        for lines in [[_line(one, answers, on) for one in asked]]
    ]
    return Result(on, made, _whole([line for section in made for line in section.lines], on))


def _line(criterion: Criterion, answers: Answers, on: dt.date) -> Line:
    group, adviser = (answers.get((criterion.id, voice)) for voice in (Voice.GROUP, Voice.ADVISER))
    counted = counting(group, adviser)
    verdict = colours.of_answer(given_in(counted), on) if counted else None
    return Line(criterion, group, adviser, counted, verdict)


def counting(group: Answer | None, adviser: Answer | None) -> Answer | None:
    """The adviser's; but what was only carried over from before gives way to what the group says now."""
    if adviser is not None and (adviser.carried_from_id is None or group is None):
        return adviser
    return group


def _whole(lines: Sequence[Line], on: dt.date) -> Verdict:
    given = [(asked_of(line.criterion), given_in(line.counted)) for line in lines if line.counted]
    return colours.overall(given, on) if given else Verdict(None, "Nothing is answered yet")


def check_may_answer(assessment: Assessment, voice: Voice) -> None:
    if assessment.ended_on is not None:
        raise RuleBroken("This assessment has ended, so it stays as it is. Start a new one")
    if voice is Voice.GROUP and assessment.state is not AssessmentState.ANSWERING:
        raise RuleBroken("You have sent it to your adviser, who is looking at it now")


def check_answer(criterion: Criterion, given: Given, group: Given | None, today: dt.date) -> None:
    """Raises RuleBroken. `group` is what the group said, where an adviser answers."""
    colours.check(asked_of(criterion), given, today)
    if group is not None and group.reply is not given.reply and not given.reason:
        raise RuleBroken(f"The group said “{group.reply.label}”: enter why you answer differently", "reason")


def check_complete(found: Result) -> None:
    if found.left:
        codes = ", ".join(line.criterion.code for line in found.left)
        raise RuleBroken(f"{plural(len(found.left), 'question')} still to answer: {codes}")


def check_finish(found: Result) -> None:
    check_complete(found)
    if found.to_moderate:
        codes = ", ".join(line.criterion.code for line in found.to_moderate)
        raise RuleBroken(f"You have not said what you think of {codes}. Answer them, or agree with the rest")


@dataclass(frozen=True)
class Round:
    """An assessment with its result on its last day; `today` where it is the newest finished one of its set."""

    assessment: Assessment
    result: Result
    today: Verdict | None


def rounds(assessments: Sequence[Assessment], answers: Mapping[int, Sequence[Answer]], on: dt.date) -> list[Round]:
    """`assessments` come the newest first."""
    seen: set[str] = set()
    listed = []
    for one in assessments:
        criteria, said = one.standard_set.criteria, by_voice(answers.get(one.id, ()))
        is_newest = one.state is AssessmentState.FINISHED and one.standard_set.code not in seen
        if is_newest:
            seen.add(one.standard_set.code)
        today = result(criteria, said, on).verdict if is_newest else None
        listed.append(Round(one, result(criteria, said, one.ended_on or on), today))
    return listed


def to_start(sets: Sequence[StandardSet], listed: Sequence[Round]) -> list[StandardSet]:
    """Those that the group is not being assessed by now."""
    under_way = {one.assessment.standard_set_id for one in listed if one.assessment.ended_on is None}
    return [one for one in sets if one.id not in under_way]
