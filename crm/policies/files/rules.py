MOST_LETTERS = 30_000


def parts(text: str) -> list[str]:
    """The text in parts that make a page each, cut between lines where there are any; at least one part."""
    found = []
    while len(text) > MOST_LETTERS:
        end = text.rfind("\n", 1, MOST_LETTERS) + 1 or MOST_LETTERS
        found.append(text[:end])
        text = text[end:]
    return [*found, text]
