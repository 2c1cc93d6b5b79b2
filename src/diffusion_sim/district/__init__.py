"""The district: makers and readers, checks, summaries and network statistics."""
