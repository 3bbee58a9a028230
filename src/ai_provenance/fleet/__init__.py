"""An organisation's repositories: named once, mirrored, counted where something is new, and pooled.

Where to find what, in the order in which a scan uses it:

- `definition` reads `fleet.toml` and says which repositories are in, and which are left out and why; `importers` has a
  module for each kind of listing that it takes.
- `mirror` keeps a bare copy of each repository without the contents of its files.
- `scan` plans the jobs, gives them to an executor, and keeps each row in the `journal` before it counts it, so that a
  scan that was killed goes on where it ended.
- `executors` runs jobs: `threads` here, `dask` on a cluster; `executors.interface` has `Job`, `Row` and `Executor`.
- `supervise` runs one job in a process group of its own, which ends with us and at its time limit; `job` is what runs
  there.
- `results` writes and merges what a scan found; `publish` records it in a metrics store; `rollup` pools what the store
  holds, by numerators and denominators.

Nothing about persons leaves a job: no name, no address, no subject of a commit.
"""
