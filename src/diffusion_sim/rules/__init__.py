"""The theory, and nowhere else: pure functions on plain numbers, one idea per file.

A rule returns one number. Its parameter names say what it reads: a column of the person (``belief``), a summary of
colleagues (``peer_word``), this week's support (``coaching``), a coefficient of the ledger (``own_belief``) or a draw
(``u_move``). Both engines call exactly these functions; the order in which they run is :mod:`diffusion_sim.schedule`.

House rules for a rule: only ``+ - * /``, comparisons and conditional expressions (their bits are the same in Python
and compiled, and they vectorise); never divide by something that can be 0; helpers live in :mod:`.shape`.
"""
