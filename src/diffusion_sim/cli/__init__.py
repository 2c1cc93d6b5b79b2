"""The command line: one file per command in ``cli/commands``; a new file is a new command."""
