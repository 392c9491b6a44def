"""Local forges over HTTP and real git, to try the bot on and to test it against."""
