"""What the user asked to see of a topic."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from diffusion_sim.errors import unknown


@dataclass(frozen=True)
class Wanted:
    """Words to search for, the form (table, CSV or Mermaid diagram), and a user's own folder of presets."""

    words: tuple[str, ...] = ()
    csv: bool = False
    mermaid: bool = False
    conf: Path | None = None

    def matches(self, *texts: str) -> bool:
        """Whether every word stands in one of the texts."""
        joined = " ".join(texts).lower()
        return all(word.lower() in joined for word in self.words)

    def refuse(self, topic: str, *allowed: str) -> None:
        """Refuse a form that a topic does not have.

        Raises
        ------
        BadInput
            Naming the option and what is allowed.
        """
        for form in ("csv", "mermaid"):
            if getattr(self, form) and form not in allowed:
                raise unknown(
                    f"Option of show {topic}:", f"--{form}", [f"--{a}" for a in allowed] or ["no option"]
                )
