"""Installs the hooks, removes them again, and proves that they fire.

Everything is planned before anything is changed. `install_plan` finds out where the hooks go (`repo.hook_directory`,
and `managers` for the tool in charge of it) and returns a `Plan`: steps as values (`steps`) and notes for the user. The
command prints the steps, and applies them unless it is a dry run. Uninstalling is planned in the same way and
restores byte for byte what was there.

There is one module for each method of installing: `native` (shims beside the hooks that are there), `config_hooks`
(named in git's configuration), `husky`, `lefthook`. `init_plan` is `init`: our configuration, and the block in that of
pre-commit or prek (`pre_commit_config`). In a file of another tool, `marked_block` keeps our lines between two
comments, and `yaml_edit` inserts lines where the YAML parser says.

`shim` renders the shell scripts from `templates/`. Before a shim starts Python, it looks in sh for the words of
`gate_data`, which is generated from the agents (`make tables`): most commits of a person start no Python.

`diagnosis` is `doctor`: what can be checked without a commit, then `hook_trials`, which commits in a scratch worktree.

To support another hook manager, recognise it in `managers`, add a module with `plan_install` and `plan_uninstall`, and
call it from `install_plan`.
"""
