"""Calibration and validation: targets as virtual experiments, what the model gives for each, and the posterior."""
