"""Finds in a shell script the commands whose failure makes the script fail. Nothing is run or expanded.

`ai-provenance check || true` is the step, and validates nothing. A small reader of the shell's grammar
(https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html) is enough to tell: lists, pipes, groups,
conditions, loops, functions, `set -e`. What it cannot read costs nothing but that place; what it cannot decide counts
as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ai_provenance import lazy
from ai_provenance.scorecard.pipelines.pipeline import Shell

_LONGEST = 50_000
"""Characters of one script that are read."""
_MOST_TOKENS = 10_000
_DEEPEST = 16
"""Levels of nesting that are read; what is deeper is text."""
_PLAIN = lazy.pattern(r"[^\s;|&()'\"\\`#$<>]+")
_HEREDOC = lazy.pattern(r"<<-?\s*(['\"]?)([\w.-]+)\1")
_ASSIGNMENT = lazy.pattern(r"[A-Za-z_]\w*\+?=")
_STATUS = lazy.pattern(r"\$(?:\?|\{\?\}|LASTEXITCODE\b|PIPESTATUS\b|\{PIPESTATUS)|\berrorlevel\b", re.IGNORECASE)
_EXIT_WITH_VALUE = lazy.pattern(r"\b(?:exit|return)\s+[\"']?[$%]")
_PREFIXES = {"sudo", "env", "time", "nice", "command", "exec", "builtin", "nohup", "then", "do", "else", "&", "call"}
_SILENT = {"echo", "printf", "true", ":", "alias", "rem", "::", "test", "[", "[[", "#", "write-host", "write-output"}
"""Commands whose arguments are text, not work."""
_SHELLS = {"bash", "sh", "dash", "zsh", "ash"}
_HELP = {"--help", "-h", "--version", "help"}
_OPENING = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac", "{": "}"}
_CLOSING = {"fi", "done", "esac", "}", "then", "else", "elif", "do"}


@dataclass(frozen=True, slots=True)
class Script:
    """The commands of a script, without comments, text that is only printed, and what is never reached."""

    decisive: tuple[str, ...] = ()
    """Those whose failure makes the script fail."""
    ignored: tuple[str, ...] = ()
    """Those whose failure does not."""


def read_script(text: str, shell: Shell = Shell()) -> Script:  # noqa: B008 - immutable
    """The commands of TEXT, run by SHELL."""
    if not shell.known:
        return Script((text[:_LONGEST],))
    tree = _Parser(text[:_LONGEST]).parse()
    walk = _Walk(errexit=shell.errexit, pipefail=shell.pipefail, text=text)
    walk.sort(tree, last=True)
    return walk.result()


# --- the tree ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Command:
    words: list[str]


@dataclass(slots=True)
class _Compound:
    kind: str
    conditions: list[_List] = field(default_factory=list)
    bodies: list[_List] = field(default_factory=list)
    name: str = ""


@dataclass(slots=True)
class _Pipe:
    parts: list[_Command | _Compound] = field(default_factory=list)
    negated: bool = False


@dataclass(slots=True)
class _Chain:
    """Pipes joined by `&&` and `||`; the sign behind each, empty behind the last."""

    pipes: list[_Pipe] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    background: bool = False


_List = list[_Chain]


class _Parser:
    """Reads tokens into a tree. It never fails: a word that closes nothing is passed over."""

    def __init__(self, text: str) -> None:
        self._tokens = [*islice(_tokens(text), _MOST_TOKENS)]
        self._at = 0
        self._depth = 0

    def parse(self) -> _List:
        found: _List = []
        while self._at < len(self._tokens):
            before = self._at
            found += self._list(())
            if self._at == before:
                self._at += 1  # a closing word without its opening
        return found

    def _list(self, until: tuple[str, ...]) -> _List:
        found: _List = []
        while self._at < len(self._tokens) and not self._closes(until):
            chain = self._chain(until)
            if chain.pipes:
                found.append(chain)
            elif self._at < len(self._tokens) and not self._separator():
                return found
        return found

    def _closes(self, until: tuple[str, ...]) -> bool:
        word = self._tokens[self._at]
        return word in until or word in _CLOSING or (word == ")" and ")" not in until and not until)

    def _separator(self) -> bool:
        if self._tokens[self._at] in (";", "\n", "&", ";;"):
            self._at += 1
            return True
        return False

    def _chain(self, until: tuple[str, ...]) -> _Chain:
        chain = _Chain()
        while self._at < len(self._tokens):
            pipe = self._pipe(until)
            if pipe.parts:
                chain.pipes.append(pipe)
            sign = self._tokens[self._at] if self._at < len(self._tokens) else ""
            if sign not in ("&&", "||") or not pipe.parts:
                break
            self._at += 1
            chain.signs.append(sign)
            while self._at < len(self._tokens) and self._tokens[self._at] == "\n":
                self._at += 1
        chain.signs = [*chain.signs[: max(len(chain.pipes) - 1, 0)], ""]
        if self._at < len(self._tokens) and self._tokens[self._at] == "&":
            chain.background = True
        return chain

    def _pipe(self, until: tuple[str, ...]) -> _Pipe:
        pipe = _Pipe()
        while self._at < len(self._tokens):
            while self._at < len(self._tokens) and self._tokens[self._at] == "!":
                pipe.negated = not pipe.negated
                self._at += 1
            part = self._command(until)
            if part is None:
                break
            pipe.parts.append(part)
            if self._at >= len(self._tokens) or self._tokens[self._at] not in ("|", "|&"):
                break
            self._at += 1
            while self._at < len(self._tokens) and self._tokens[self._at] == "\n":
                self._at += 1
        return pipe

    def _command(self, until: tuple[str, ...]) -> _Command | _Compound | None:
        if self._at >= len(self._tokens):
            return None
        word = self._tokens[self._at]
        if word in _OPERATORS - {"("} or word in _CLOSING or word in until:
            return None
        if self._depth < _DEEPEST and (word in _OPENING or word == "("):
            self._depth += 1
            try:
                return self._compound(word)
            finally:
                self._depth -= 1
        words: list[str] = []
        while self._at < len(self._tokens) and self._tokens[self._at] not in _OPERATORS:
            words.append(self._tokens[self._at])
            self._at += 1
        if self._tokens[self._at : self._at + 2] == ["(", ")"] and 0 < len(words) <= 2 and self._depth < _DEEPEST:
            self._depth += 1
            try:
                return self._function(words[-1])
            finally:
                self._depth -= 1
        if not words:  # a bracket that is nested too deep
            self._at += 1
            return _Command([])
        return _Command(words)

    def _function(self, name: str) -> _Compound:
        self._at += 2
        while self._at < len(self._tokens) and self._tokens[self._at] == "\n":
            self._at += 1
        body = self._command(())
        return _Compound("function", bodies=[[_Chain([_Pipe([body])], [""])]] if body else [], name=name)

    def _compound(self, word: str) -> _Compound:
        self._at += 1
        node = _Compound(word)
        if word == "(":
            node.bodies.append(self._list((")",)))
            self._skip(")")
        elif word == "{":
            node.bodies.append(self._list(("}",)))
            self._skip("}")
        elif word == "case":
            self._case(node)
        else:
            self._branches(node, _OPENING[word])
        # a redirection behind it belongs to it
        while self._at < len(self._tokens) and self._tokens[self._at].startswith(("<", ">", "2>", "1>", "&>")):
            self._at += 1
        return node

    def _branches(self, node: _Compound, end: str) -> None:
        """Conditions and bodies of `if`, `while`, `until`, `for`."""
        if node.kind in ("for", "select"):
            while self._at < len(self._tokens) and self._tokens[self._at] not in ("do", "done"):
                self._at += 1
        while self._at < len(self._tokens):
            part = self._list(())
            word = self._tokens[self._at] if self._at < len(self._tokens) else end
            self._at += 1
            (node.conditions if word in ("then", "do") else node.bodies).append(part)
            if word in (end, "}", "esac", ")", "done", "fi"):
                return

    def _case(self, node: _Compound) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at] not in ("in", "esac"):
            self._at += 1
        self._skip("in")
        while self._at < len(self._tokens) and self._tokens[self._at] != "esac":
            while self._at < len(self._tokens) and self._tokens[self._at] not in (")", "esac"):
                self._at += 1  # the pattern
            self._skip(")")
            node.bodies.append(self._list((";;", "esac")))
            while self._at < len(self._tokens) and self._tokens[self._at] in (";;", "\n", ";"):
                self._at += 1
        self._skip("esac")

    def _skip(self, word: str) -> None:
        if self._at < len(self._tokens) and self._tokens[self._at] == word:
            self._at += 1


# --- tokens -----------------------------------------------------------------------------------------------------

_OPERATORS = frozenset({"&&", "||", "|", "|&", "&", ";", ";;", "\n", "(", ")"})


def _tokens(text: str) -> Iterator[str]:  # noqa: C901, PLR0912 - one branch for each kind of character
    """The words and operators of TEXT; quotes stay in their words."""
    at, word = 0, ""
    heredocs: list[str] = []
    size = len(text)
    while at < size:
        char = text[at]
        if char in " \t\r":
            if word:
                yield word
            word, at = "", at + 1
        elif char == "#" and not word:
            end = text.find("\n", at)
            at = size if end < 0 else end
        elif char == "\n":
            if word:
                yield word
            word = ""
            yield "\n"
            at += 1
            for ending in heredocs:
                at = _after_heredoc(text, at, ending)
            heredocs = []
        elif text.startswith("<<", at) and not text.startswith("<<<", at) and (found := _HEREDOC.match(text, at)):
            heredocs.append(found[2])
            at = found.end()
        elif char in "<>" or (char == "&" and (word.endswith((">", "<")) or text.startswith("&>", at))):
            word, at = word + char, at + 1
        elif char in ";|&()":
            if word:
                yield word
            word = ""
            operator = next((two for two in ("&&", "||", ";;", "|&") if text.startswith(two, at)), char)
            yield operator
            at += len(operator)
        else:
            end = _word_end(text, at)
            word, at = word + text[at:end], end
            if word == "\\\n":
                word = ""
    if word:
        yield word


def _word_end(text: str, at: int) -> int:  # noqa: PLR0911 - one for each kind of quote
    """Where the piece of a word that begins at AT ends."""
    char = text[at]
    if char == "\\":
        return min(at + 2, len(text))
    if char == "'":
        return _after(text, "'", at + 1)
    if char == "`":
        return _after(text, "`", at + 1)
    if char == '"':
        at += 1
        while at < len(text) and text[at] != '"':
            at += 2 if text[at] == "\\" else 1
        return min(at + 1, len(text))
    if text.startswith("${{", at):  # an expression of the CI system, whose signs are not the shell's
        return _after(text, "}}", at + 3)
    if text.startswith("$(", at):
        return _after_brackets(text, at + 2)
    if found := _PLAIN.match(text, at):
        return found.end()
    return at + 1


def _after(text: str, ending: str, at: int) -> int:
    end = text.find(ending, at)
    return len(text) if end < 0 else end + len(ending)


def _after_brackets(text: str, at: int) -> int:
    depth = 1
    for found in re.compile(r"[()]|'[^']*'|\\.").finditer(text, at):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return len(text)


def _after_heredoc(text: str, at: int, ending: str) -> int:
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip() == ending:
            return end
        at = end + 1
    return len(text)


# --- what counts ------------------------------------------------------------------------------------------------


class _Walk:
    """Goes through a tree in the order in which it runs, and sorts its commands."""

    def __init__(self, *, errexit: bool, pipefail: bool, text: str) -> None:
        self._errexit, self._pipefail = errexit, pipefail
        self._decisive: list[str] = []
        self._ignored: list[str] = []
        self._functions: dict[str, _Compound] = {}
        self._called: set[str] = set()
        self._masked = False
        # a status that is kept and given to `exit` later on counts, whatever happens between
        self._exits_with_value = bool(_EXIT_WITH_VALUE.search(text))

    def result(self) -> Script:
        if self._masked:
            return Script((), (*self._decisive, *self._ignored))
        return Script(tuple(self._decisive), tuple(self._ignored))

    def sort(self, chains: _List, *, last: bool, counts: bool = True) -> None:
        """Sort the commands of CHAINS. LAST: the status of the last one is that of the script."""
        for number, chain in enumerate(chains):
            after = chains[number + 1] if number + 1 < len(chains) else None
            read = after is not None and self._reads_status(after)
            self._chain(chain, last=last and after is None, read=read, counts=counts)
            ending = _constant_end(chain)
            if last and ending == "success" and (after is None or _is_exit(chain)):
                # with `set -e` the shell may have stopped before, but whoever writes this wants it to pass
                self._masked = True
            if _is_exit(chain):
                return  # the rest is never reached

    def _reads_status(self, chain: _Chain) -> bool:
        """Whether CHAIN looks at the status of what ran before it, and can make the script fail for it."""
        text = _text_of_chain(chain)
        return bool(_STATUS.search(text)) and (self._exits_with_value or _may_fail([chain]))

    def _chain(self, chain: _Chain, *, last: bool, read: bool, counts: bool) -> None:
        dead = False
        rescues = self._rescues(chain)
        for at, pipe in enumerate(chain.pipes):
            sign = chain.signs[at]
            if not dead:
                decides = counts and not chain.background and self._decides(sign, rescues[at], last=last, read=read)
                self._pipe(pipe, decides=decides and not pipe.negated, last=last and not sign)
            status = _constant(pipe)
            before = chain.signs[at - 1] if at else ""
            if dead and not (sign and sign != before):
                continue
            # `true || x` and `false && x` never run x
            dead = (status == "success" and sign == "||") or (status == "failure" and sign == "&&")

    def _rescues(self, chain: _Chain) -> list[bool | None]:
        """For each pipe of CHAIN: None where no `||` follows, else whether what follows one fails all the same."""
        found: list[bool | None] = []
        rescue: bool | None = None
        fails = False
        for pipe, sign in zip(reversed(chain.pipes), reversed(chain.signs), strict=True):
            if sign == "||":
                rescue = fails
            found.append(rescue)
            fails = fails or _pipe_fails(pipe, self._exits_with_value)
        return found[::-1]

    def _decides(self, sign: str, rescue: bool | None, *, last: bool, read: bool) -> bool:
        """Whether a failure of a pipe makes the script fail; SIGN is what follows it."""
        if rescue is not None:
            return rescue
        if sign == "&&":
            return last or read  # `set -e` looks at the last command of a chain only
        return self._errexit or last or read

    def _pipe(self, pipe: _Pipe, *, decides: bool, last: bool) -> None:
        for number, part in enumerate(pipe.parts):
            counts = decides and (number == len(pipe.parts) - 1 or self._pipefail)
            if isinstance(part, _Compound):
                self._compound(part, counts=counts, last=last)
            else:
                self._command(part.words, counts=counts)

    def _compound(self, node: _Compound, *, counts: bool, last: bool) -> None:  # noqa: C901 - one branch a kind
        if node.kind == "function":
            self._functions[node.name] = node
            return
        if node.kind in ("(", "{"):
            for body in node.bodies:
                self.sort(body, last=False, counts=counts)
                if counts and body:  # the status of a group is that of its last command
                    self._promote(body[-1])
            return
        fails = any(_may_fail(body) for body in node.bodies)
        constants = [_constant_end(condition[-1]) if condition else "" for condition in node.conditions]
        for condition in node.conditions:
            if len(condition) == 1 and len(condition[0].pipes) == 1:
                condition[0].pipes[0].negated = False  # `if ! check; then exit 1`: the branch decides, not the sign
            self.sort(condition, last=False, counts=counts and fails and node.kind == "if")
        for number, body in enumerate(node.bodies):
            never = constants[number : number + 1] == ["failure"] or (
                node.kind == "if" and "success" in constants[:number]
            )
            if node.kind == "until":
                never = constants[:1] == ["success"]
            if not never:
                self.sort(body, last=False, counts=counts)
                if last and counts and body:
                    self._promote(body[-1])

    def _promote(self, chain: _Chain) -> None:
        """Count the last command of a body whose status is that of the whole."""
        pipe = chain.pipes[-1] if chain.pipes else None
        if pipe is None or pipe.negated or chain.background or "||" in chain.signs:
            return
        text = _text_of_pipe(pipe)
        if text in self._ignored:
            self._ignored.remove(text)
            self._decisive.append(text)

    def _command(self, words: list[str], *, counts: bool) -> None:
        words = _without_prefix(words)
        if not words:
            return
        first = words[0].rpartition("/")[2].lower()
        if first == "set":
            self._set(words[1:])
        elif first == "trap" and len(words) > 1 and re.search(r"\bexit\s+0\b|^['\"]?(?:true|:)?['\"]?$", words[1]):
            self._masked = self._masked or bool({"EXIT", "ERR", "0"} & {word.upper() for word in words[2:]})
        elif first in self._functions and first not in self._called:
            self._called.add(first)
            for body in self._functions[first].bodies:
                self.sort(body, last=False, counts=counts)
        elif first in _SHELLS and (inner := _inner_script(words)):
            found = read_script(inner, Shell(errexit=any(re.match(r"-\w*e", word) for word in words[1:-1])))
            (self._decisive if counts else self._ignored).extend(found.decisive)
            self._ignored.extend(found.ignored)
        elif first == "eval" and len(words) == 2:
            self.sort(_Parser(words[1].strip("'\"")).parse(), last=False, counts=counts)
        else:
            self._keep(first, words, counts=counts)

    def _keep(self, first: str, words: list[str], *, counts: bool) -> None:
        substitution = any("$(" in word or "`" in word for word in words)
        if first in _SILENT or first in ("export", "local", "readonly", "declare"):
            # the status of what is substituted into an argument is lost
            if substitution:
                self._ignored.append(" ".join(words))
            return
        if all(_ASSIGNMENT.match(word) for word in words) and not substitution:
            return
        if _HELP & set(words[1:]):
            return
        (self._decisive if counts else self._ignored).append(" ".join(words))

    def _set(self, options: list[str]) -> None:
        for number, option in enumerate(options):
            on = option.startswith("-")
            if option in ("-o", "+o") and number + 1 < len(options):
                if options[number + 1] == "errexit":
                    self._errexit = on
                elif options[number + 1] == "pipefail":
                    self._pipefail = on
            elif re.fullmatch(r"[-+][A-Za-z]+", option):
                if "e" in option:
                    self._errexit = on
                if option.endswith("o") and number + 1 < len(options) and options[number + 1] == "pipefail":
                    self._pipefail = on


def _without_prefix(words: list[str]) -> list[str]:
    """WORDS without assignments and programs that run the rest (`env`, `sudo`)."""
    for number, word in enumerate(words):
        is_prefix = word in _PREFIXES or (_ASSIGNMENT.match(word) and "$(" not in word and "`" not in word)
        if word.startswith("@") or (not is_prefix and not (number and word.startswith("-") and words[0] in _PREFIXES)):
            return [word.lstrip("@"), *words[number + 1 :]]
    return []


def _inner_script(words: list[str]) -> str:
    """The script that `bash -c '...'` is given."""
    for number, word in enumerate(words[1:], 1):
        if re.fullmatch(r"-\w*c", word) and number + 1 < len(words):
            return words[number + 1].strip("'\"")
    return ""


def _constant_end(chain: _Chain) -> str:
    """`success` or `failure` where the status of CHAIN is always that; else empty."""
    if len(chain.pipes) != 1 or chain.background:
        return ""
    return _constant(chain.pipes[0])


def _is_exit(chain: _Chain) -> bool:
    words = _words(chain.pipes[0]) if len(chain.pipes) == 1 else []
    return bool(words) and words[0] in ("exit", "return")


def _words(pipe: _Pipe) -> list[str]:
    part = pipe.parts[0] if len(pipe.parts) == 1 else None
    return [word.strip("'\"") for word in part.words] if isinstance(part, _Command) else []


def _constant(pipe: _Pipe) -> str:
    """`success` or `failure` where the status of PIPE is always that."""
    words = _words(pipe)
    status = ""
    if words[:1] in (["true"], [":"]) or _is_exit_with(words, zero=True):
        status = "success"
    elif words[:1] == ["false"] or _is_exit_with(words, zero=False):
        status = "failure"
    elif words[:1] in (["["], ["test"], ["[["]) and len(words) >= 4 and words[2] in ("=", "==", "-eq", "!=", "-ne"):
        left, right = words[1], words[3]
        if "$" not in left + right and "`" not in left + right:
            status = "success" if (left == right) is (words[2] in ("=", "==", "-eq")) else "failure"
    if pipe.negated and status:
        return "failure" if status == "success" else "success"
    return status


def _is_exit_with(words: list[str], *, zero: bool) -> bool:
    if words[:1] not in (["exit"], ["return"]):
        return False
    number = words[-1] if len(words) > 1 else ""
    return (
        number.strip("0") == "" and number != "" if zero else bool(re.fullmatch(r"-?\d+", number)) and int(number) != 0
    )


def _pipe_fails(pipe: _Pipe, exits_with_value: bool) -> bool:
    """Whether PIPE, run because something failed, makes the script fail."""
    words = _words(pipe)
    if _constant(pipe) == "failure" or words == ["exit"]:
        return True
    if exits_with_value and _STATUS.search(_text_of_pipe(pipe)):
        return True
    return any(isinstance(part, _Compound) and any(_may_fail(body) for body in part.bodies) for part in pipe.parts)


def _may_fail(chains: _List) -> bool:
    """Whether some command in CHAINS ends the script with a failure of its own accord."""
    for chain in chains:
        for pipe in chain.pipes:
            words = _words(pipe)
            if _constant(pipe) == "failure" or words[:1] in (["throw"],) or words == ["exit"]:
                return True
            if words[:1] in (["exit"], ["return"]) and len(words) > 1 and words[1].startswith(("$", "%")):
                return True
            if any(isinstance(part, _Compound) and any(map(_may_fail, part.bodies)) for part in pipe.parts):
                return True
    return False


def _text_of_chain(chain: _Chain) -> str:
    return " ".join(_text_of_pipe(pipe) for pipe in chain.pipes)


def _text_of_pipe(pipe: _Pipe) -> str:
    found: list[str] = []
    for part in pipe.parts:
        if isinstance(part, _Command):
            found += _without_prefix(part.words) or part.words
        else:
            found += [_text_of_chain(chain) for chains in (*part.conditions, *part.bodies) for chain in chains]
    return " ".join(found)
