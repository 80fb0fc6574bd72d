"""Reads that need nothing of Flask, and the middleware that answers them before Flask runs."""
