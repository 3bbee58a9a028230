"""detect-secrets itself loads our tables and finds with them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ai_provenance.secretscan import plugins
from tokens import ANTHROPIC


def test_detect_secrets_takes_the_file_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f'token = "{ANTHROPIC}"\n')
    program = Path(sys.executable).with_name("detect-secrets")
    command = [str(program), "scan", "--no-verify", "--all-files", "-p", str(Path(plugins.__file__)), "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["results"]["a.py"]
    assert "Anthropic API key (ai-provenance)" in {entry["type"] for entry in found}


def test_types_are_not_given_twice() -> None:
    types = [getattr(plugin, "secret_type", "") for plugin in plugins.PLUGINS]
    assert len(types) == len(set(types))
