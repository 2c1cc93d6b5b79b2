"""What pilots can show at the default settings: the table and the figure of ``docs/power.md``.

``python verification/pilot_power.py`` writes them; with ``--small`` a small one is printed only.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from diffusion_sim.plots import save
from diffusion_sim.plots.power import power_figure
from diffusion_sim.power import power
from diffusion_sim.settings.load import load
from diffusion_sim.tables import whole_file

HERE = Path(__file__).parent
ARMS = "strategies=[trailblazer,training_mandate,random_cohort]"


def main() -> None:
    """Write ``pilot_power.csv``, ``pilot_power.txt`` and ``docs/figures/power.png``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="small, printed only")
    args = parser.parse_args()
    small = ("run.replicates=4", "district.schools=4", "district.staff=80") if args.small else ()
    settings = load(overrides=[ARMS, f"run.replicates={args.replicates}", f"run.workers={args.workers}", *small])
    found = power(settings, (2,), (9,), long_run=False) if args.small else power(settings)
    print(*found.sentences(), sep="\n")
    if args.small:
        return
    with whole_file(HERE / "pilot_power.csv") as part:
        found.table.to_csv(part, index=False, float_format="%.6g")
    with whole_file(HERE / "pilot_power.txt") as part:
        part.write_text("\n".join(found.sentences()) + "\n", encoding="utf-8")
    save(power_figure(found), HERE.parent / "docs" / "figures")


if __name__ == "__main__":
    main()
