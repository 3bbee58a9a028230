"""Plans what `onboard` and `governance pin` write into a repository that joins an organisation's rules."""

from __future__ import annotations

from pathlib import Path

from ai_provenance.config import FILE, PYPROJECT, parse_config
from ai_provenance.config.records import GovernanceConfig
from ai_provenance.conformity.pins import with_pin
from ai_provenance.errors import ConfigError, RepositoryError
from ai_provenance.install.steps import Step, Write
from ai_provenance.project import Project


def pin_step(project: Project, pin: GovernanceConfig) -> tuple[Step, ...]:
    """The step that writes PIN into the configuration of PROJECT; none where it is there already.

    Raises:
        RepositoryError: a bare repository has no files to write to.
        ConfigError: the file cannot be read, or cannot hold the pin.
    """
    top = project.repository.work_tree
    if top is None:
        raise RepositoryError(f"{project.repository.git_dir} is bare: there is no work tree", hint="run it in a clone")
    path = top / (project.path if project.path in (FILE, PYPROJECT) else FILE)
    old = path.read_bytes() if path.exists() else b""
    new = pinned(old, pin, path.name)
    return () if new == old else (Write(path, new),)


def pinned(content: bytes, pin: GovernanceConfig, name: str) -> bytes:
    """The configuration CONTENT, a file called NAME, with PIN in it.

    Raises ConfigError where the result would not be read as meant.
    """
    table = "tool.ai-provenance.governance" if Path(name).name == PYPROJECT else "governance"
    new = with_pin(content.decode(), pin, table=table).encode()
    if parse_config(new, source=name).governance != pin:
        # an inline table, or a key with dots: nothing here edits those
        raise ConfigError(f"{name} has a [{table}] that cannot be edited", "take it out and run the command again")
    return new
