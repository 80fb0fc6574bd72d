"""The executor: it reports phases, tools and log lines of an investigation while a program works on it."""
