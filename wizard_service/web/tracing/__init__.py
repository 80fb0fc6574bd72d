"""What ties requests to the traces and log lines of other programs."""
