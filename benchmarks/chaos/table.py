"""The table at the end of a run."""

from collections.abc import Sequence

from .trial import Result

COLUMNS = (
    "scenario",
    "promises",
    "seed",
    "writes",
    "operations",
    "deliveries",
    "503",
    "cut",
    "healed",
    "time",
    "verdict",
)


def print_table(results: Sequence[Result]) -> None:
    """Print one row for each trial, then what was broken."""
    rows = [COLUMNS, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    print()
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    totals = [sum(getattr(result, name) for result in results) for name in ("writes", "operations", "deliveries")]
    print(f"{totals[0]} acknowledged writes, {totals[1]} checked operations, {totals[2]} deliveries")
    for result in results:
        for line in result.broken:
            print(f"{result.name}, seed {result.seed}: {line}")
        if result.broken and result.known_fault:
            print(f"{result.name}: open, {result.known_fault}")


def _row(result: Result) -> tuple[str, ...]:
    return (
        result.name,
        result.promises,
        str(result.seed),
        str(result.writes),
        str(result.operations),
        str(result.deliveries),
        str(result.refused),
        str(result.cut),
        f"{result.healed_s:.1f} s",
        f"{result.seconds:.0f} s",
        result.verdict + (f" ({result.notes})" if result.notes else ""),
    )
