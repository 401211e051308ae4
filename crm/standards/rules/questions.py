"""What a set of standards must be, wherever it comes from; and how a row of a sheet is read (domain.md 5.1)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crm.core.text import fold

HEADINGS = (
    "section", "code", "question", "why", "evidence", "how to answer", "applies to",
    "critical", "not applicable allowed", "weight", "due months", "also answers",
)  # fmt: skip
NEEDED = HEADINGS[:3]
MOST_QUESTIONS = 200
HEAVIEST, LONGEST_MONTHS = 10, 60
LONGEST_CODE, LONGEST_TEXT = 20, 500
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_ALSO = re.compile(r"[a-z0-9-]+ [A-Za-z0-9][A-Za-z0-9.-]*")
_YES = ("yes", "y", "true", "1", "x")
_MARKS = (*_YES, "no", "n", "false", "0", "")


@dataclass(frozen=True)
class Question:
    """One criterion as its author writes it. `also_answers` names others: "seven-points M1"."""

    section: str
    code: str
    question: str
    why: str = ""
    evidence: str = ""
    how_to_answer: str = ""
    applies_to: str = ""
    critical: bool = False
    na_allowed: bool = False
    weight: int = 1
    due_months: int | None = None
    also_answers: tuple[str, ...] = ()


class Fault(NamedTuple):
    """What is wrong in a line of a sheet; without a number, in the whole of it."""

    line: int | None
    reason: str


class Line(NamedTuple):
    number: int
    cells: Mapping[str, str]


def slug(title: str) -> str:
    """ "Our Borough's toolkit" -> "our-borough-s-toolkit"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")


def read(lines: Iterable[Line]) -> tuple[list[Question], list[Fault]]:
    """Every question that could be read, and everything that is wrong, each with its line."""
    questions: list[Question] = []
    faults: list[Fault] = []
    for line in lines:
        cells = {fold(heading): cell.strip() for heading, cell in line.cells.items()}
        wrong = _wrong_in(cells, {question.code for question in questions})
        faults += [Fault(line.number, reason) for reason in wrong]
        if not wrong:
            questions.append(_question(cells))
    if not questions and not faults:
        faults.append(Fault(None, "There is no question in it"))
    if len(questions) > MOST_QUESTIONS:
        faults.append(Fault(None, f"There are {len(questions)} questions: a set has at most {MOST_QUESTIONS}"))
    return questions, faults


def missing_headings(header: Sequence[str]) -> list[str]:
    return [heading for heading in NEEDED if heading not in {fold(cell) for cell in header}]


def _wrong_in(cells: Mapping[str, str], codes: set[str]) -> list[str]:
    empty = [f"“{heading}” is empty" for heading in NEEDED if not cells.get(heading)]
    long = [name for name in HEADINGS if len(cells.get(name, "")) > LONGEST_TEXT]
    too_long = [f"“{name}” must be {LONGEST_TEXT} characters or fewer" for name in long]
    return [*empty, *too_long, *_wrong_code(cells.get("code", ""), codes), *_wrong_marks(cells), *_wrong_numbers(cells)]


def _wrong_code(code: str, codes: set[str]) -> list[str]:
    if code in codes:
        return [f"“code” stands twice: “{code}”"]
    if code and (not _CODE.fullmatch(code) or len(code) > LONGEST_CODE):
        return [f"“code” must be letters and numbers without spaces, {LONGEST_CODE} at most: “{code}”"]
    return []


def _wrong_marks(cells: Mapping[str, str]) -> list[str]:
    marks = [name for name in ("critical", "not applicable allowed") if cells.get(name, "").casefold() not in _MARKS]
    others = [one for one in _also(cells.get("also answers", "")) if not _ALSO.fullmatch(one)]
    return [
        *(f"“{name}” must be yes or no: “{cells[name]}”" for name in marks),
        *(f"“also answers” must be like “seven-points M1”: “{one}”" for one in others),
    ]


def _wrong_numbers(cells: Mapping[str, str]) -> list[str]:
    limits = {"weight": HEAVIEST, "due months": LONGEST_MONTHS}
    given = {name: cells[name] for name in limits if cells.get(name)}
    wrong = [name for name, cell in given.items() if not (cell.isdecimal() and 1 <= int(cell) <= limits[name])]
    return [f"“{name}” must be a whole number from 1 to {limits[name]}: “{given[name]}”" for name in wrong]


def _also(cell: str) -> tuple[str, ...]:
    """Several stand with commas between them."""
    return tuple(dict.fromkeys(" ".join(one.split()) for one in re.split(r"[,;\n]", cell) if one.strip()))


def _question(cells: Mapping[str, str]) -> Question:
    return Question(
        section=cells["section"],
        code=cells["code"],
        question=cells["question"],
        why=cells.get("why", ""),
        evidence=cells.get("evidence", ""),
        how_to_answer=cells.get("how to answer", ""),
        applies_to=cells.get("applies to", ""),
        critical=cells.get("critical", "").casefold() in _YES,
        na_allowed=cells.get("not applicable allowed", "").casefold() in _YES,
        weight=int(cells.get("weight") or 1),
        due_months=int(cells["due months"]) if cells.get("due months") else None,
        also_answers=_also(cells.get("also answers", "")),
    )


def cells_of(question: Question) -> list[str | int | None]:
    """The row of a sheet that `read` understands."""
    return [
        question.section, question.code, question.question, question.why, question.evidence, question.how_to_answer,
        question.applies_to, "yes" if question.critical else "no", "yes" if question.na_allowed else "no",
        question.weight, question.due_months, ", ".join(question.also_answers),
    ]  # fmt: skip
