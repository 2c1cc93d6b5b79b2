"""Parts of the group ``learning``: one file, one idea."""
