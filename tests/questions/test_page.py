"""The page for users says what the catalogue says."""

from pathlib import Path

from flowlog_config.questions import QUESTIONS

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"


def test_the_page_has_every_question_with_its_fields():
    """Each in a row, in the catalogue's order."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    named = [row for row in rows if row.split("`")[1] in QUESTIONS]
    assert named == [_row(question) for question in QUESTIONS.values()]


def _row(question):
    first = question.measures[0].column
    ways = [dict.fromkeys((*form.fields, *([first] if first else []))) for form in question.forms]
    needs = " or ".join(", ".join(f"`{name}`" for name in fields) for fields in ways)
    return f"| `{question.name}` | {question.asks} | {needs} |"
