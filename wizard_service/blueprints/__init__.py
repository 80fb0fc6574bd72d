"""One file per part of the API. A view is: load, one domain call, respond."""
