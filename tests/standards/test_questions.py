from crm.standards.rules.questions import HEADINGS, Line, Question, cells_of, missing_headings, read, slug

GOOD = {"section": "Policy", "code": "A1", "question": "Is there one?"}


def faults(**cells: str) -> list[tuple[int | None, str]]:
    return [(fault.line, fault.reason) for fault in read([Line(2, {**GOOD, **cells})])[1]]


def test_a_row_needs_only_a_section_a_code_and_a_question() -> None:
    assert read([Line(2, GOOD)]) == ([Question("Policy", "A1", "Is there one?")], [])


def test_what_is_written_is_read_as_it_was() -> None:
    whole = Question(
        "Policy", "A1", "هل توجد سياسة؟", "Why", "A paper", "No means no", "Some", critical=True, na_allowed=True,
        weight=3, due_months=12, also_answers=("seven-points M1", "seven-points M2"),
    )  # fmt: skip
    cells = {heading: str(cell) for heading, cell in zip(HEADINGS, cells_of(whole), strict=True)}
    assert read([Line(2, cells)]) == ([whole], [])


def test_headings_are_known_however_they_are_written() -> None:
    assert missing_headings(["SECTION", "Code ", "Question"]) == []
    assert missing_headings(["Code"]) == ["section", "question"]


def test_everything_wrong_with_a_row_is_named_with_its_line() -> None:
    assert faults(question="", critical="perhaps", weight="11") == [
        (2, "“question” is empty"),
        (2, "“critical” must be yes or no: “perhaps”"),
        (2, "“weight” must be a whole number from 1 to 10: “11”"),
    ]
    assert faults(code="A 1") == [(2, "“code” must be letters and numbers without spaces, 20 at most: “A 1”")]
    assert faults(**{"also answers": "seven points"}) == []
    assert faults(**{"also answers": "M1"}) == [(2, "“also answers” must be like “seven-points M1”: “M1”")]


def test_a_code_that_stands_twice_is_refused() -> None:
    assert read([Line(2, GOOD), Line(3, GOOD)])[1] == [(3, "“code” stands twice: “A1”")]


def test_a_sheet_without_a_question_is_refused() -> None:
    assert read([])[1] == [(None, "There is no question in it")]


def test_a_title_becomes_a_code() -> None:
    assert slug("Our Borough’s Toolkit, 2nd edition") == "our-boroughs-toolkit-2nd-edition"
