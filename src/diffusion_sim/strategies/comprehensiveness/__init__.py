"""Parts of the group ``comprehensiveness``: one file, one idea."""
