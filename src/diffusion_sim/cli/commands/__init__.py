"""Commands: the first line of a file's docstring is its summary, ``HELP`` its examples."""
