"""The public pages: they read published snapshots and have no path to anything else."""
