"""Files in, articles out: `read_articles`."""
