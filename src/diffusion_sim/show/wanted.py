"""What the user asked to see of a topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from diffusion_sim.errors import BadInput, nearest, unknown


@dataclass(frozen=True)
class Wanted:
    """Words to search for, the form (table, CSV or Mermaid diagram), a user's own folder of presets, and a figure.

    ``figure``, ``current`` and ``aspired`` are of the topic ``pathway``; ``overrides`` are the settings as typed.
    """

    words: tuple[str, ...] = ()
    csv: bool = False
    mermaid: bool = False
    conf: Path | None = None
    figure: str | None = None
    current: str | None = None
    aspired: str | None = None
    overrides: tuple[str, ...] = ()

    def matches(self, *texts: str) -> bool:
        """Whether every word stands in one of the texts."""
        joined = " ".join(texts).lower()
        return all(word.lower() in joined for word in self.words)

    def no_match(self, thing: str, has: str, names: Sequence[str] = ()) -> BadInput:
        """Build the sentence for words that stand nowhere.

        Parameters
        ----------
        thing : str
            What was looked for, e.g. ``"school"``.
        has : str
            Where a word may stand, e.g. ``"words of a name"``.
        names : sequence of str, optional
            Of which the nearest is offered.
        """
        said = " ".join(self.words)
        return BadInput(
            f"No {thing} matches {said!r}, which is not of the form KEY=VALUE either; allowed: {has}, or KEY=VALUE."
            f"{nearest(said, names)}"
        )

    def refuse_words(self, form: str) -> None:
        """Refuse words beside a form that they do not narrow.

        Raises
        ------
        BadInput
            Naming the words and the form.
        """
        if self.words:
            said = " ".join(self.words)
            raise BadInput(f"{said!r} has no effect beside --{form}, which shows the whole; allowed: one of the two.")

    def refuse(self, topic: str, *allowed: str) -> None:
        """Refuse a form that a topic does not have.

        Raises
        ------
        BadInput
            Naming the option and what is allowed.
        """
        for form in ("csv", "mermaid", "figure", "current", "aspired"):
            if getattr(self, form) and form not in allowed:
                raise unknown(
                    f"Option of show {topic}:", f"--{form}", [f"--{a}" for a in allowed] or ["no option"]
                )
