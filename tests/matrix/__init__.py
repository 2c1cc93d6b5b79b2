"""Equal results on every Python and Mesa that is allowed: ``make matrix``."""
