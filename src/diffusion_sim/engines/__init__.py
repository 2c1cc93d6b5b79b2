"""The two engines: Mesa agents that can be read, and compiled columns that are fast; the same bits."""
