"""Where the jobs of a scan run: one module an engine, behind the `Executor` of `interface`."""
