"""Draws one chart as SVG: `python draw.py FILE`, with the figures as JSON on standard input; needs only matplotlib."""

import json
import sys

import matplotlib as mpl
from matplotlib import pyplot

# The same figures give the same file.
mpl.rcParams["svg.hashsalt"] = "growth"
mpl.rcParams["svg.fonttype"] = "none"


def main() -> None:
    chart = json.load(sys.stdin)
    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    for name, values in chart["series"].items():
        axes.plot(chart["sizes"], values, marker="o", label=name)
    axes.set(xscale="log", yscale="log", xlabel=chart["unit"], ylabel=chart["figure"])
    axes.set_xticks(chart["sizes"], [f"{size:,}" for size in chart["sizes"]])
    axes.grid(visible=True, which="major", alpha=0.3)
    figure.legend(loc="outside right upper")
    figure.savefig(sys.argv[1], metadata={"Date": None})


if __name__ == "__main__":
    main()
