"""A repository and its configuration, found once: from a work tree, a subdirectory, a bare repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.errors import ConfigError, GitError, IncompleteRangeError
from ai_provenance.project import UNSEEN, PolicyFile, config_in, open_project
from repository import Repository

FILE = ".ai-provenance.toml"
ASF = 'profile = "asf"\n'
LLVM = '[tool.ai-provenance]\nprofile = "llvm"\n'
UNREADABLE = "adopted = 3\n"


def bare_clone(repo: Repository, *options: str) -> Path:
    place = repo.path.parent / "bare.git"
    repo.git("clone", "-q", "--bare", *options, repo.path.as_uri(), str(place))
    return place


@pytest.mark.parametrize(("name", "text", "profile"), [(FILE, ASF, "asf"), ("pyproject.toml", LLVM, "llvm")])
def test_a_work_tree_its_subdirectory_and_a_bare_clone_obey_the_same_file(
    repo: Repository, name: str, text: str, profile: str
) -> None:
    repo.stage(name, text)
    repo.stage("src/deep/a.py", "")
    repo.commit()
    for place in (repo.path, repo.path / "src/deep", repo.path / ".git", bare_clone(repo)):
        project = open_project(place)
        assert (project.config.profile, project.path) == (profile, name)


def test_the_work_trees_file_holds_before_it_is_committed(repo: Repository) -> None:
    repo.stage(FILE, ASF)
    repo.commit()
    repo.write(FILE, 'profile = "fedora"\n')
    assert open_project(repo.path).config.profile == "fedora"


def test_a_bare_repository_does_not_obey_the_directory_that_it_lies_in(repo: Repository) -> None:
    repo.commit()
    (repo.path.parent / FILE).write_text(ASF)
    assert open_project(bare_clone(repo)).config.profile == "kernel"


def test_without_a_commit_the_defaults_hold(tmp_path: Path) -> None:
    assert open_project(Repository.init(tmp_path / "new.git", "--bare").path).config.profile == "kernel"


@pytest.mark.parametrize("bare", [False, True])
def test_two_configurations_of_one_directory_are_refused(repo: Repository, bare: bool) -> None:
    repo.stage(FILE, ASF)
    repo.stage("pyproject.toml", LLVM)
    repo.commit()
    with pytest.raises(ConfigError, match="both configure") as raised:
        open_project(bare_clone(repo) if bare else repo.path)
    assert raised.value.hint == "keep one of the two"


@pytest.mark.parametrize("text", ['[project]\nname = "git-ai-provenance"\n', '[tool.other]\nfor = "ai-provenance"\n'])
def test_a_pyproject_that_names_us_elsewhere_is_no_second_configuration(repo: Repository, text: str) -> None:
    repo.stage(FILE, ASF)
    repo.stage("pyproject.toml", text)
    repo.commit()
    assert open_project(bare_clone(repo)).path == FILE


@pytest.mark.parametrize("filter_", ["tree:0", "blob:none"])
def test_defaults_hold_with_a_notice_where_a_partial_clone_lacks_the_configuration(
    repo: Repository, filter_: str
) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.stage(FILE, ASF)
    repo.commit()
    project = open_project(bare_clone(repo, f"--filter={filter_}"))
    assert (project.config.profile, project.is_unseen) == ("kernel", True)
    assert [(notice.code, notice.hint) for notice in project.notices] == [(UNSEEN, "git fetch --refetch --no-filter")]


def test_what_is_damaged_and_not_left_out_is_an_error(repo: Repository) -> None:
    repo.stage(FILE, ASF)
    repo.commit()
    bare = bare_clone(repo)
    blob = repo.git("rev-parse", f"HEAD:{FILE}")
    for pack in (bare / "objects/pack").iterdir():
        pack.unlink()
    for name in ("HEAD^{commit}", "HEAD^{tree}"):
        oid = repo.git("rev-parse", name)
        target = bare / "objects" / oid[:2]
        target.mkdir(exist_ok=True)
        (target / oid[2:]).write_bytes((repo.path / ".git/objects" / oid[:2] / oid[2:]).read_bytes())
    assert not (bare / "objects" / blob[:2] / blob[2:]).exists()
    with pytest.raises(GitError, match="is not here"):
        open_project(bare)


def test_a_named_revision_or_file_takes_the_place_of_the_projects_own(repo: Repository) -> None:
    repo.stage(FILE, ASF)
    repo.commit()
    repo.write(FILE, UNREADABLE)
    assert open_project(repo.path, policy_from="HEAD").config.profile == "asf"
    project = open_project(repo.path, policy_file=PolicyFile("p.toml", b'profile = "llvm"'))
    assert (project.config.profile, project.path) == ("llvm", "p.toml")


@pytest.mark.parametrize("adopted", ["nonsense", "2026-13-45", "20260301", "--output=x", "HEAD..HEAD"])
def test_a_point_of_adoption_that_means_nothing_is_an_error(repo: Repository, adopted: str) -> None:
    repo.commit()
    repo.write(FILE, f'adopted = "{adopted}"\n')
    with pytest.raises(ConfigError, match="'adopted' is"):
        open_project(repo.path)


def test_a_day_and_a_commit_of_adoption(repo: Repository) -> None:
    oid = repo.commit()
    repo.write(FILE, f'adopted = "{oid[:12]}"\n')
    adoption = open_project(repo.path).adoption
    assert adoption is not None
    assert adoption.exclusions == (f"^{oid}",)
    repo.write(FILE, 'adopted = "2026-01-02"\n')
    adoption = open_project(repo.path).adoption
    assert adoption is not None
    assert (adoption.holds_at(b"1767311999"), adoption.holds_at(b"1767312000")) == (False, True)


def test_a_commit_of_adoption_beyond_a_shallow_cut_is_an_error_only_for_who_counts_from_it(
    repo: Repository, tmp_path: Path
) -> None:
    oid = repo.commit()
    repo.stage(FILE, f'adopted = "{oid}"\n')
    repo.commit()
    repo.git("clone", "-q", "--depth", "1", repo.path.as_uri(), str(tmp_path / "shallow"))
    project = open_project(tmp_path / "shallow")
    with pytest.raises(IncompleteRangeError, match="'adopted' names"):
        _ = project.adoption


def test_a_file_that_the_configuration_names_is_read_where_the_configuration_is(repo: Repository) -> None:
    repo.stage("lists/known", "x")
    repo.commit()
    for place in (repo.path / "lists", bare_clone(repo)):
        assert open_project(place).find_file("lists/known") == b"x"
        assert open_project(place).find_file("gone") is None


def test_outside_of_a_repository_the_file_of_the_directory_holds(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(ASF)
    assert config_in(tmp_path).profile == "asf"
