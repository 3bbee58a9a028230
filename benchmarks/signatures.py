"""Records and signatures of a large history, each beside what it is compared with, in the same run, in processor time.

    python benchmarks/signatures.py REPOSITORY [RECORDS]

REPOSITORY is a clone that is only read: its newest RECORDS commits (default 10,000) get records, unsigned and signed,
for reports; as many commits signed with git are made upon it, and get signed records, to be verified; all in clones
that share its objects. Needs `ssh-keygen` and the extra `verify`.
"""

from __future__ import annotations

import hashlib
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from ai_provenance.attest.binding import author_digest
from ai_provenance.attest.envelope import NAMESPACE, Signature, merged, opened, pae, sealed
from ai_provenance.attest.ssh_signature import armoured, fingerprint
from ai_provenance.attest.statement import Record, RecordedAgent, written
from ai_provenance.repo.note_writing import RECORDS, add_lines, write_notes
from ai_provenance.repo.repository import open_repository
from measuring import paired, table

PROGRAM = str(Path(sys.executable).with_name("ai-provenance"))
AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@example.com")
SAMPLE = 100
"""Signatures that `ssh-keygen` and git verify, which start a process for each."""
ROUNDS = 3
HOOK_ROUNDS = 40


def string(content: bytes) -> bytes:
    """CONTENT as the SSH protocol has it."""
    return len(content).to_bytes(4, "big") + content


class Key:
    """An ed25519 key that signs in this process, as `ssh-keygen -Y sign` does."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.path)], check=True)
        private = load_ssh_private_key(self.path.read_bytes(), None)
        assert isinstance(private, Ed25519PrivateKey)
        self._private = private
        self.public = string(b"ssh-ed25519") + string(private.public_key().public_bytes_raw())
        self.signers = directory / "allowed_signers"
        words = self.path.with_suffix(".pub").read_text().split()[:2]
        self.signers.write_text(f"dev@example.com {' '.join(words)}\n")

    def blob(self, message: bytes, namespace: str) -> bytes:
        """The signature of MESSAGE without armour."""
        digest = hashlib.sha512(message).digest()
        signed = b"SSHSIG" + b"".join(map(string, (namespace.encode(), b"", b"sha512", digest)))
        value = string(b"ssh-ed25519") + string(self._private.sign(signed))
        head = b"SSHSIG" + (1).to_bytes(4, "big")
        return head + b"".join(map(string, (self.public, namespace.encode(), b"", b"sha512", value)))


def git(place: Path, *args: str, stdin: bytes | None = None) -> bytes:
    """The output of a git."""
    return subprocess.run(["git", "-C", str(place), *args], input=stdin, capture_output=True, check=True).stdout


def record_lines(place: Path, key: Key | None, count: int, tip: str = "HEAD") -> Iterator[tuple[str, bytes]]:
    """A record of each of the newest COUNT commits of TIP, signed where there is a KEY."""
    listing = git(place, "log", f"-{count}", "--format=%H%x00%at%x00%an%x00%ae", tip).decode("utf-8", "replace")
    for line in listing.splitlines():
        oid, at, *author = line.split("\0")
        change = hashlib.sha256(oid.encode()).hexdigest()
        record = Record(
            oid,
            "ai",
            (RecordedAgent("claude-code", "claude-opus-4-6"),),
            change=change,
            author_time=int(at),
            author=author_digest(change, author[0], author[1]),
            created="2026-11-27T15:00:00Z",
        )
        payload = written(record, version="1")
        signatures = [Signature(fingerprint(key.public), key.blob(pae(payload), NAMESPACE))] if key else []
        yield oid, sealed(payload, signatures)


def trust(place: Path, key: Key) -> None:
    """Let origin/HEAD name the key among the allowed signers, so that a report verifies what it signs."""
    blob = git(place, "hash-object", "-w", str(key.signers)).decode().strip()
    inner = git(place, "mktree", stdin=f"100644 blob {blob}\tallowed_signers\n".encode()).decode().strip()
    entries = git(place, "ls-tree", "HEAD") + f"040000 tree {inner}\t.ai-provenance\n".encode()
    tree = git(place, "mktree", stdin=entries).decode().strip()
    commit = git(place, *AUTHOR, "commit-tree", "-p", "HEAD", "-m", "Trust", tree).decode().strip()
    git(place, "update-ref", "refs/remotes/origin/HEAD", commit)


def add_one(place: Path, key: Key) -> None:
    """Commit once more upon HEAD, with a record."""
    made = git(place, *AUTHOR, "commit-tree", "-p", "HEAD", "-m", "One more", "HEAD^{tree}").decode().strip()
    git(place, "update-ref", "HEAD", made)
    lines = {oid: [line] for oid, line in record_lines(place, key, 1)}
    add_lines(open_repository(place), RECORDS, lines, merge=merged, reason="Record\n")


def notes_stream(lines: Mapping[str, bytes]) -> bytes:
    """LINES as notes of another ref, as git-fast-import(1) takes them."""
    head = b"commit refs/notes/other\ncommitter A <a@example.com> 1790000000 +0000\ndata 2\nx\n"
    notes = (b"N inline %b\ndata %d\n%b\n\n" % (oid.encode(), len(line) + 1, line) for oid, line in lines.items())
    return head + b"".join(notes) + b"done\n"


def sign_commits(place: Path, key: Key, count: int, directory: Path) -> str:
    """Make COUNT signed commits upon HEAD; the last of them."""
    tree, parent = (git(place, "rev-parse", name).decode().strip() for name in ("HEAD^{tree}", "HEAD"))
    files = []
    for number in range(count):
        who = f"Dev <dev@example.com> {1_790_000_000 + number} +0000"
        head = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n".encode()
        message = f"\nChange {number}\n\nAssisted-by: Claude\n".encode()
        text = armoured(key.blob(head + message, "git")).strip().replace(b"\n", b"\n ")
        content = head + b"gpgsig " + text + b"\n" + message
        parent = hashlib.sha1(b"commit %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()
        files.append(directory / f"{number}")
        files[-1].write_bytes(content)
    made = git(place, "hash-object", "-t", "commit", "-w", "--stdin-paths", stdin="\n".join(map(str, files)).encode())
    assert made.split()[-1].decode() == parent
    return parent


def spent() -> float:
    """Processor time of this process and of those that it has waited for, in seconds."""
    usage = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def seconds(command: Sequence[str], stdin: bytes | None = None, cwd: Path | None = None) -> float:
    """The processor time that COMMAND takes."""
    start = spent()
    subprocess.run(command, input=stdin, cwd=cwd, capture_output=True, check=True)
    return spent() - start


def verified_by_ssh_keygen(key: Key, lines: Sequence[bytes], directory: Path) -> float:
    """Seconds that `ssh-keygen` takes for each of LINES."""
    total = 0.0
    for line in lines:
        envelope = opened(line)
        signature = directory / "signature"
        signature.write_bytes(armoured(envelope.signatures[0].blob))
        command = f"ssh-keygen -Y verify -f {key.signers} -I dev@example.com -n {NAMESPACE} -s {signature}"
        total += seconds(command.split(), pae(envelope.payload))
    return total / len(lines)


def commits_recorded(key: Key, place: Path) -> None:
    """Print what the hook costs that records a commit, beside a bare start of Python."""
    git(place.parent, "init", "-q", str(place))
    (place / ".ai-provenance.toml").write_text('[records]\nwrite = "commit"\n')
    subprocess.run([PROGRAM, "install", "--repo", str(place)], check=True, capture_output=True)
    for name, value in (("user.name", "A"), ("user.email", "a@example.com"), ("user.signingKey", str(key.path))):
        git(place, "config", name, value)
    found: dict[str, list[float]] = {"unsigned": [], "signed": [], "off": []}
    for number in range(HOOK_ROUNDS):
        (place / "file").write_text(f"{number}\n")
        git(place, "add", "file")
        git(place, "-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", f"Change {number}")
        bare = seconds([sys.executable, "-c", "pass"])
        for case, ratios in found.items():
            git(place, "config", "gpg.format", "ssh" if case == "signed" else "openpgp")
            (place / ".ai-provenance.toml").write_text(f'[records]\nwrite = "{"off" if case == "off" else "commit"}"\n')
            ratios.append(seconds([str(place / ".git/hooks/post-commit")], cwd=place) / bare)
    print("post-commit, of python -c pass:", *(f"{name} {statistics.median(all_):.2f}" for name, all_ in found.items()))


def record(place: Path, lines: Mapping[str, bytes]) -> None:
    """Make LINES the records of their commits."""
    bodies = {oid: line + b"\n" for oid, line in lines.items()}
    write_notes(open_repository(place), RECORDS, bodies, reason="Record\n")


def clone(source: Path, place: Path, key: Key) -> Path:
    """A bare clone of SOURCE at PLACE without its notes, in which the key is trusted."""
    subprocess.run(["git", "clone", "-q", "--shared", "--bare", str(source), str(place)], check=True)
    trust(place, key)
    return place


def reports(source: Path, key: Key, count: int, directory: Path) -> None:
    """Print what writing COUNT records costs, and reports with them."""
    plain, unsigned, signed = (clone(source, directory / name, key) for name in ("plain", "unsigned", "signed"))
    record(unsigned, dict(record_lines(unsigned, None, count)))
    lines = dict(record_lines(signed, key, count))
    start = spent()
    record(signed, lines)
    written_in = spent() - start
    imported = seconds(["git", "-C", str(signed), "fast-import", "--quiet"], notes_stream(lines))
    print(f"write {count:,} records: {written_in:.2f} s, {written_in / imported:.1f} x git fast-import of them\n")
    command = [PROGRAM, "report", "--no-cache", "--repo"]
    places = {"report": plain, "records unsigned": unsigned, "records signed": signed}
    print(*table(paired({name: [*command, str(place)] for name, place in places.items()}, ROUNDS)), sep="\n")
    kept = [PROGRAM, "report", "--repo", str(signed)]
    cold, again = seconds(kept), []
    for _ in range(ROUNDS):
        add_one(signed, key)
        again.append(seconds(kept))
    more = statistics.median(again)
    print(f"\na report that keeps its count: {cold:.2f} s; after one more commit and record {more / cold:.2f} of it\n")


def verifications(source: Path, key: Key, count: int, directory: Path) -> None:
    """Print what verifying COUNT commits and then COUNT records costs."""
    place = clone(source, directory / "verified", key)
    commits = directory / "commits"
    commits.mkdir()
    tip = sign_commits(place, key, count, commits)
    verify = [PROGRAM, "verify", f"HEAD..{tip}", "--trust", str(key.signers), "--repo", str(place)]
    ours = statistics.median(seconds([*verify, "--commit-signatures", "--no-cache"]) for _ in range(ROUNDS)) / count
    allowed = ["-c", f"gpg.ssh.allowedSignersFile={key.signers}"]
    theirs = seconds(["git", "-C", str(place), *allowed, "log", f"-{SAMPLE}", "--format=%G?", tip]) / SAMPLE
    print(f"commit signatures: {ours * 1000:.2f} ms each all in, git log --format=%G? {theirs * 1000:.1f} ms")
    print(f"({theirs / ours:.0f} x)\n")
    lines = dict(record_lines(place, key, count, tip))
    record(place, lines)
    first = statistics.median(seconds([*verify, "--no-cache"]) for _ in range(ROUNDS)) / count
    each = verified_by_ssh_keygen(key, list(lines.values())[:SAMPLE], directory)
    print(f"records: {first * 1000:.2f} ms each all in, ssh-keygen {each * 1000:.1f} ms each ({each / first:.0f} x)\n")
    print(*table(paired({"python -c pass": [sys.executable, "-c", "pass"], "verify again": verify}, 7)), sep="\n")


def main() -> None:
    """Print each figure beside what it is compared with."""
    source, count = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        key = Key(directory)
        print(f"{int(git(source, 'rev-list', '--count', 'HEAD')):,} commits, {count:,} records\n")
        reports(source, key, count, directory)
        verifications(source, key, count, directory)
        print()
        commits_recorded(key, directory / "made")


if __name__ == "__main__":
    main()
