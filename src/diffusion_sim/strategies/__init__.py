"""Strategies: small parts that say who is given what, when, under which stance; composed by configuration.

A part is one short file in ``selection/`` (who), ``sequence/`` (when), ``support/`` (what), ``stance/`` (voluntary or
required) or ``capacity/`` (coaches): one frozen dataclass with one method. Parts see only what a district can see
(:mod:`.view`), and everything that costs is charged to the ledger (:mod:`.ledger`).
"""
