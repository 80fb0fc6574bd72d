"""Reports as an HTML page that needs nothing else: it can be saved, opened without a network, and printed."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape

from .document import Block, Data, Facts, Heading, Note, Report, Row, Table, Text

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid; padding-bottom: .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }
dt { font-weight: 600; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { border: 1px solid #8888; padding: .25rem .5rem; text-align: left; vertical-align: top; }
p.text, pre { white-space: pre-wrap; }
p.text { border-left: 3px solid #8888; padding-left: .75rem; }
pre { border: 1px solid #8888; padding: .5rem; font-size: .85rem; }
@media print {
  :root { color-scheme: light; font-size: 10pt; }
  body { max-width: none; margin: 0; padding: 0; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
}
"""
_STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# The page loads and runs nothing; only its own style applies, also in a saved file.
POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"


def render(report: Report) -> Iterator[str]:
    """Yield the parts of the page, each a few lines."""
    yield _head(report.title)
    yield from _block(report.facts)
    for section in report.sections:
        yield f"<section>\n<h2>{escape(section.title)}</h2>\n"
        for block in section.blocks:
            yield from _block(block)
        yield "</section>\n"
    yield "</main>\n</body>\n</html>\n"


def _head(title: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
"""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Facts(pairs):
            facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in pairs)
            yield f"<dl>\n{facts}</dl>\n"
        case Table(columns, rows):
            yield from _table(columns, rows)
        case Heading(text):
            yield f"<h3>{escape(text)}</h3>\n"
        case Note(text):
            yield f"<p>{escape(text)}</p>\n"
        case Text(text):
            yield f'<p class="text">{escape(text)}</p>\n'
        case Data(lines):
            yield "<pre>\n"
            yield from (f"{escape(line)}\n" for line in lines)
            yield "</pre>\n"


def _table(columns: Row, rows: Iterable[Row]) -> Iterator[str]:
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    yield f"<table>\n<thead><tr>{names}</tr></thead>\n<tbody>\n"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>\n"
    yield "</tbody>\n</table>\n"
