"""Who is committing, by what can be observed at commit time: variables, processes, session logs, the message.

The hooks' half of detection. Everything here is imported while a person waits for `git commit`, so the modules use the
standard library only, and no package-level name loads anything.
"""
