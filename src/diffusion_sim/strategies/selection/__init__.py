"""Parts of the group ``selection``: one file, one idea."""
