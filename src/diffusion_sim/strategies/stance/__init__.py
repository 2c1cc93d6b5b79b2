"""Parts of the group ``stance``: one file, one idea."""
