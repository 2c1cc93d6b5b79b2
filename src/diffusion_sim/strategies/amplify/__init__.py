"""Parts of the group ``amplify``: one file, one idea."""
