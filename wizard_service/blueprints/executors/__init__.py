"""The endpoints of contract section 11."""
