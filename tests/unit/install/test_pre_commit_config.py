"""Our block in pre-commit's configuration, judged by pre-commit itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pre_commit.clientlib import load_config

from ai_provenance.install import pre_commit_config as block

LOCAL = block.block(None, "")
MANIFEST = Path(__file__).parents[3] / ".pre-commit-hooks.yaml"
OTHERS = "repos:\n- repo: https://example.org/x\n  rev: v1\n  hooks: [{id: x}]\n"


@pytest.mark.parametrize("before", ["", "repos: []\n", OTHERS, f"default_install_hook_types: [pre-push]\n{OTHERS}"])
@pytest.mark.parametrize("item", [LOCAL, block.block("https://example.org/us", "v1.0.0")])
def test_pre_commit_accepts_what_comes_out(tmp_path: Path, before: str, item: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(block.with_block(before, item))
    config = load_config(str(path))
    assert set(config["default_install_hook_types"]) >= set(block.WANTED_TYPES)
    assert block.our_ids(path.read_text()) == block.IDS


def test_a_second_time_changes_nothing() -> None:
    once = block.with_block(OTHERS, LOCAL)
    assert block.with_block(once, LOCAL) == once


def test_only_the_missing_hook_types_are_added() -> None:
    text = block.with_block(f"default_install_hook_types: [commit-msg, pre-push]\n{OTHERS}", LOCAL)
    assert yaml.safe_load(text)["default_install_hook_types"] == [
        "commit-msg",
        "pre-push",
        "pre-commit",
        "pre-merge-commit",
        "prepare-commit-msg",
        "post-rewrite",
    ]


def test_hooks_of_others_that_name_no_stage_keep_to_theirs() -> None:
    text = block.with_block(OTHERS, LOCAL, installed=["pre-commit", "pre-push"])
    assert yaml.safe_load(text)["default_stages"] == ["pre-commit", "manual", "pre-push"]


@pytest.mark.parametrize("said", ["default_stages: [pre-push]\n", "default_install_hook_types: [pre-commit]\n"])
def test_stages_that_are_set_stay_as_they_are(said: str) -> None:
    text = block.with_block(said + OTHERS, LOCAL)
    assert yaml.safe_load(text).get("default_stages") == yaml.safe_load(said).get("default_stages")


@pytest.mark.skipif(not MANIFEST.exists(), reason="the manifest is written elsewhere")
def test_the_local_block_says_what_the_manifest_says() -> None:
    published = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text())}
    for hook in yaml.safe_load(LOCAL)[0]["hooks"]:
        assert hook.items() <= (published[f"{hook['id']}-system"] | {"id": hook["id"]}).items()
