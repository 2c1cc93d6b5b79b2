"""Print what the model gives for every target of ``conf/target``: band, value, interval, met or not."""

from __future__ import annotations

import sys
import time

from diffusion_sim.fit.measures import readings
from diffusion_sim.fit.target import read_target, target_names


def main() -> None:
    """Print one line per reading."""
    for name in sys.argv[1:] or target_names():
        began = time.perf_counter()
        target = read_target(name)
        for reading in readings(target, target.settings()):
            band = target.bands.get(reading.name)
            met = "" if band is None else ("met" if reading.distance(target.bands) == 0.0 else "NOT MET")
            print(f"{name:10} {reading.name:28} {reading.value:9.3f} [{reading.low:8.3f}, {reading.high:8.3f}]  {band}  {met}")
        print(f"{'':10} {time.perf_counter() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
