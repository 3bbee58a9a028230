"""Audits in the evidence repository: a folder a take, signed as an annotated tag by the user's own git."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.audits.bundle import STATEMENT, EvidenceError, Head, digest, read_bundle
from ai_provenance.audits.evidence import Record
from ai_provenance.errors import GitError, ProvenanceError
from ai_provenance.repo import Repository, tags
from ai_provenance.repo.as_user import run_as_user, try_as_user
from ai_provenance.repo.files import list_files, read_files

_TAG = re.compile(r"audit/(\d{4}Q[1-4])/(\d{1,6})")
_FORMATS = {"ssh": "ssh", "gpg": "openpgp"}
_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Audit:
    """One take of a quarter, as its tag has it."""

    tag: str
    quarter: str
    number: int
    head: Head | None
    records: tuple[Record, ...]
    signed: bool
    """Whether a key of the allowed signers signed the tag."""
    problem: str = ""
    """Why it is not to be believed; empty where every byte is what was written and the signature is good."""


def place_of(repository: Repository, quarter: str) -> Path:
    """The folder, from the top of the work tree, for the next take of QUARTER."""
    top = _top(repository)
    taken = [number for tag in tags(repository) if (number := _number(tag.name, quarter))]
    written = [int(path.name) for path in (top / quarter).glob("*") if path.name.isdigit()]
    return Path(quarter) / str(max([*taken, *written, 0]) + 1)


def sign(repository: Repository, folder: Path, files: dict[str, bytes], *, method: str) -> str:
    """Commit FOLDER of the evidence repository and tag it, signed by METHOD (`ssh`, `gpg`); the tag's name.

    Raises GitError where git cannot commit or sign.
    """
    top = _top(repository)
    name = f"audit/{folder.as_posix()}"
    run_as_user(top, "add", "--", folder.as_posix())
    run_as_user(top, "commit", "-q", "-m", f"Audit {folder.as_posix()}", "--", folder.as_posix())
    text = f"Audit {folder.as_posix()}\n\nstatement sha256 {digest(files[STATEMENT])}"
    try:
        run_as_user(top, "-c", f"gpg.format={_FORMATS[method]}", "tag", "-s", "-m", text, name)
    except GitError as error:
        raise GitError(f"the tag {name} could not be signed: {error}", hint="git config user.signingKey") from error
    return name


def audits(repository: Repository, signers: bytes | None) -> Iterator[Audit]:
    """Every audit that has a tag in the evidence REPOSITORY, oldest take first; SIGNERS as ssh-keygen(1) has them."""
    named = [(found[1], int(found[2]), tag.name) for tag in tags(repository) if (found := _TAG.fullmatch(tag.name))]
    for quarter, number, name in sorted(named):
        yield read_audit(repository, name, signers, quarter=quarter, number=number)


def read_audit(repository: Repository, tag: str, signers: bytes | None, *, quarter: str, number: int) -> Audit:
    """The audit under TAG with every byte checked, and the signature of the tag."""
    signed = is_signed(repository, tag, signers)
    try:
        files = tagged_files(repository, tag, f"{quarter}/{number}/")
        head, records = read_bundle(files)
        if head.quarter != quarter:
            raise EvidenceError(f"{tag} holds the audit of {head.quarter}")
    except ProvenanceError as error:
        return Audit(tag, quarter, number, None, (), signed, str(error))
    problem = "" if signed else "no allowed signer signed the tag"
    return Audit(tag, quarter, number, head, tuple(records), signed, problem)


def tagged_files(repository: Repository, tag: str, prefix: str) -> dict[str, bytes]:
    """The files below PREFIX in the commit of TAG, by their paths below it."""
    files = [file for file in list_files(repository, f"refs/tags/{tag}").files if file.path.startswith(prefix)]
    contents = read_files(repository, files, limit=_LARGEST)
    return {file.path.removeprefix(prefix): content or b"" for file, content in contents}


def is_signed(repository: Repository, tag: str, signers: bytes | None) -> bool:
    """Whether the signature of TAG is good, for ssh by one of SIGNERS; None: those of the user's own configuration."""
    directory = repository.work_tree or repository.git_dir
    with tempfile.NamedTemporaryFile(prefix="ai-provenance-signers-") as file:
        file.write(signers or b"")
        file.flush()
        allowed = () if signers is None else ("-c", f"gpg.ssh.allowedSignersFile={file.name}")
        return try_as_user(directory, *allowed, "verify-tag", "--", f"refs/tags/{tag}").status == 0


def named(tag: str) -> tuple[str, int] | None:
    """Quarter and number of the take that TAG names; None where it names none."""
    found = _TAG.fullmatch(tag)
    return (found[1], int(found[2])) if found else None


def _number(tag: str, quarter: str) -> int:
    found = _TAG.fullmatch(tag)
    return int(found[2]) if found and found[1] == quarter else 0


def _top(repository: Repository) -> Path:
    if repository.work_tree is None:
        raise EvidenceError(f"{repository.git_dir} is bare: there is no work tree", "take the audit in a clone of it")
    return repository.work_tree
