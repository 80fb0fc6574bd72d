"""Requests that are answered before Flask runs, because clients repeat them all the time."""
