"""How colleagues' example works: four interchangeable sets of rules, named by ``behaviour.contagion``.

ODD: colleagues act through what their results say (``peer_example``, signed), through how many use the practice
(``peer_pull``) and through the know-how they offer (``peer_help``). To hear of the practice at all, one contact or one
colleague in the school is enough under every rule (``peer_news``): information spreads simply, adoption need not.

- ``complex`` (default): a noisy threshold. Below one's own threshold, or with fewer than ``credible_needed`` colleagues
  whose use visibly works, only ``below_threshold`` of the influence counts (Beaman et al. 2021; Eckles et al.).
- ``simple``: every active contact counts.
- ``similarity``: structural similarity; one's team (same grade or subject), not one's advisers (Neal et al. 2011).
- ``none``: the null model without peers.
"""

from __future__ import annotations

from collections.abc import Callable

from diffusion_sim.rules.shape import saturate


def trust(climate: float, climate_effect: float) -> float:
    """Return how helpful working together is here: 1 in a middling climate."""
    return 1.0 + climate_effect * (climate - 0.5)


def gate(
    peers_credible: float, peer_using: float, threshold: float, credible_needed: float, below_threshold: float
) -> float:
    """Return 1 where enough credible colleagues use the practice, else ``below_threshold``."""
    return 1.0 if (peers_credible >= credible_needed and peer_using >= threshold) else below_threshold


def complex_example(peer_word: float, gate: float, trust: float) -> float:
    """Return what colleagues' results say, in (-1, 1), once enough of them are credible users."""
    return gate * trust * saturate(peer_word)


def complex_pull(peer_using: float, gate: float) -> float:
    """Return the share of contacts in use, as far as it counts."""
    return gate * peer_using


def simple_example(peer_word: float, trust: float) -> float:
    """Return what colleagues' results say, in (-1, 1); every active contact counts."""
    return trust * saturate(peer_word)


def simple_pull(peer_using: float) -> float:
    """Return the share of contacts in use."""
    return peer_using


def advice_help(peer_knowhow: float, trust: float) -> float:
    """Return know-how offered by those one asks, in (0, 1)."""
    return trust * saturate(peer_knowhow)


def team_example(team_word: float, trust: float) -> float:
    """Return what the results of one's team say."""
    return trust * saturate(team_word)


def team_pull(team_using: float) -> float:
    """Return the share of one's team in use."""
    return team_using


def team_help(team_knowhow: float, trust: float) -> float:
    """Return know-how offered by one's team."""
    return trust * saturate(team_knowhow)


def advice_news(peer_using: float, school_using: float) -> float:
    """Return how much there is to hear: the share in use among those one asks, and in one's school."""
    return saturate(peer_using + school_using)


def team_news(team_using: float, school_using: float) -> float:
    """Return how much there is to hear in one's team and school."""
    return saturate(team_using + school_using)


def no_peers() -> float:
    """Return 0: the null model, in which nobody is moved by colleagues."""
    return 0.0


Lines = tuple[tuple[str, Callable[..., float]], ...]

CONTAGION: dict[str, Lines] = {
    "complex": (
        ("trust", trust), ("gate", gate),
        ("peer_example", complex_example), ("peer_pull", complex_pull), ("peer_help", advice_help),
        ("peer_news", advice_news),
    ),
    "simple": (
        ("trust", trust),
        ("peer_example", simple_example), ("peer_pull", simple_pull), ("peer_help", advice_help),
        ("peer_news", advice_news),
    ),
    "similarity": (
        ("trust", trust),
        ("peer_example", team_example), ("peer_pull", team_pull), ("peer_help", team_help),
        ("peer_news", team_news),
    ),
    "none": (("peer_example", no_peers), ("peer_pull", no_peers), ("peer_help", no_peers), ("peer_news", no_peers)),
}  # fmt: skip
