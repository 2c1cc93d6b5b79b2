"""Parts of the group ``capacity``: one file, one idea."""
