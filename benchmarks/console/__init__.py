"""Measurements of the console in Chromium: reports with a long log, and opening the list."""
