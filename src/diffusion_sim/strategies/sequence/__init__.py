"""Parts of the group ``sequence``: one file, one idea."""
