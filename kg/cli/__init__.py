"""The command line: `kg`. Each command is one call of the Python API and a way to print what it gives.

Results go to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 usage, 3 done but something
was skipped; 130 stopped by Ctrl-C, 141 whoever read the output closed it. Commands stand in modules by what they do;
importing a module adds its commands to the group.
"""

from kg.cli import asking, building, exporting, scoring
from kg.cli.frame import commands, main, run

__all__ = ["asking", "building", "commands", "exporting", "main", "run", "scoring"]
