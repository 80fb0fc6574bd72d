"""The command `watch`: follows one investigation in the terminal."""
