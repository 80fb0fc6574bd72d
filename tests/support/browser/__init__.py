"""Pages in Chromium, and what stands between them and the server."""
