"""Batches that survive: units of work, a store of Parquet parts, execution, failures, shards, replay.

The unit of work is a block of replicates of one arm of one district. A :class:`.store.Store` is a folder of
parts; asking again runs only what is missing. Nothing here can change a number: that is the business of
:func:`diffusion_sim.simulate.simulate_block` alone.
"""
