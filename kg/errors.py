"""What can go wrong for a user. The command line prints the message and exits with `exit_code`; no traceback."""


class KgError(Exception):
    """An error with a message for the user: what happened, to which file, and what to do."""

    exit_code = 1


class UsageError(KgError):
    """The call itself cannot be carried out as asked (exit 2)."""

    exit_code = 2
