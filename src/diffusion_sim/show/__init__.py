"""What can be looked at: one file per topic, each with ``show(settings, console, wanted)``."""
