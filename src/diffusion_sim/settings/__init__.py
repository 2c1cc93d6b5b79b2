"""Settings: frozen dataclasses, composed from the groups of ``conf`` and checked key by key."""
