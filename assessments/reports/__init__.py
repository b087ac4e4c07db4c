"""Documents: gather the data once, then render; the only place that imports document libraries."""
