"""The report of an investigation: one document for people, as Markdown or as a self-contained HTML page."""
