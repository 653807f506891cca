"""A figure on its way to paper: one look, one way to save, marks that know their patient."""

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import wrap
from typing import Any

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .svg import Mark, tidy_svg

INK = "#1d2733"
MUTED = "#667382"
LINE = "#d5dbe1"

STYLE: dict[Any, Any] = {
    "font.size": 9.0,
    "font.family": ["DejaVu Sans", "sans-serif"],
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "figure.facecolor": "white",
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "pdf.fonttype": 3,
    "path.simplify": False,
}
"""Settings of every figure; text stays text in the SVG, so that it can be read, searched and copied."""

DOTS_PER_INCH = 160


@dataclass
class Drawing:
    """One figure of the report.

    Attributes:
        name: stable name, also of its files.
        title: heading in the page.
        caption: what is shown, of whom, and who is not.
        figure: the drawing itself.
        section: part of the page that shows it.
        not_plotted: patients without a mark and why, one text each.
        wide: whether it takes the whole width of the page.
        marks: patients by the gid of their marks.
        links: element id of the page to which the marks of a patient lead, by USUBJID.
        mark: a few words in the corner of the figure, such as that its data are simulated.
        is_settled: whether the layout is fixed.
    """

    name: str
    title: str
    caption: str
    figure: Figure
    section: str
    not_plotted: tuple[str, ...] = ()
    wide: bool = True
    marks: dict[str, Mark] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    is_settled: bool = False

    def tag(self, artist: Artist, subject: str, text: str) -> None:
        """Tell whose mark an artist is; `text` appears when a reader points at it."""
        gid = f"mark-{len(self.marks) + 1}"
        artist.set_gid(gid)
        self.marks[gid] = Mark(subject, text)

    def note(self, text: str) -> None:
        """Write a line below the figure and at the end of its caption: it stays with every file of it."""
        self.caption = f"{self.caption} {text}."
        with styled():
            self.figure.supxlabel("\n".join(wrap(text, 110)), fontsize=7.0, color=MUTED)

    @cached_property
    def svg(self) -> str:
        """The figure as one `<svg>` element: no scripts, no style attributes, marks with `data-subject`."""
        raw = self._saved("svg", {"Date": None, "Creator": None, "Format": None, "Type": None})
        return tidy_svg(raw.decode("utf-8"), self.name, self.title, self.caption, self.marks, self.links)

    def _repr_svg_(self) -> str:
        """How a notebook shows it."""
        return self.svg

    @cached_property
    def png(self) -> bytes:
        """The figure as PNG."""
        return self._saved("png", {"Software": None})

    @cached_property
    def pdf(self) -> bytes:
        """The figure as PDF."""
        return self._saved("pdf", {"CreationDate": None, "Creator": None, "Producer": None})

    def _saved(self, file_format: str, metadata: Mapping[str, str | None]) -> bytes:
        if not self.is_settled:
            FigureCanvasAgg(self.figure)
            if self.mark:  # a label below the axes, for which the layout makes room
                said = "\n".join(text for text in (self.figure.get_supxlabel(), self.mark) if text)
                self.figure.supxlabel(said, x=0.995, ha="right", fontsize=7, color=MUTED)
            settle(self.figure)
            self.is_settled = True
        look = matplotlib.rc_context({**STYLE, "svg.hashsalt": self.name})
        with look, quiet_fonts(), io.BytesIO() as file:
            self.figure.savefig(file, format=file_format, metadata=dict(metadata), dpi=DOTS_PER_INCH)
            return file.getvalue()


@contextmanager
def quiet_fonts() -> Iterator[None]:
    """No words on stderr about letters that the font lacks: they appear as boxes, and as text in the SVG."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


def styled() -> AbstractContextManager[None]:
    """Settings of every figure, while it is drawn."""
    return matplotlib.rc_context(STYLE)


def settle(figure: Figure) -> None:
    """Fix the layout once, so that every file format shows the same."""
    with styled(), quiet_fonts():
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of a size in inches; call inside `styled()`."""
    return Figure(figsize=(width, height), layout="constrained")
