"""Parts of the group ``support``: one file, one idea."""
