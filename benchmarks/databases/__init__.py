"""Figures of both databases, measured on one machine in one run."""
