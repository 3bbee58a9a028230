"""Sentences in which a person says that a tool wrote the change: `I used Codex to write the test`, `Claude built it`.

Only sentences that begin a line and speak of this very change, in the first person or of "this commit", "the tests".
What a tool did in someone else's code, or in the product that the commit is about, is no evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.assistance import OTHER_WORK
from ai_provenance.detect.clauses import ENDS_CLAUSE, TO_SOMEONE, tools_at
from ai_provenance.detect.disclosure import only_consulted, reason_for_no_part
from ai_provenance.detect.observations import Named, Observation, Reading, evidence
from ai_provenance.detect.values import UNSPECIFIED, read_value
from ai_provenance.model import Place, Strength

LABEL = lazy.pattern(
    r"(?:note|disclaimer|(?:full )?disclosure|fyi|n\.?b\.?|(?:for )?transparency(?: note)?|ai note)\s*[:–—-]\s*",
    re.IGNORECASE,
)
"""What may come before such a sentence."""
_FIRST_PERSON = lazy.pattern(
    r"(?:(?:i|we)(?:['’]ve| have)? (?:also |mostly |only |fully |just |again )?"
    r"(?:used|leveraged|utili[sz]ed|had|asked|let|prompted|got)|used|got|asked|had) "
    r"(?:some |the )?(?P<rest>\S.*)",
    re.IGNORECASE,
)
_MADE_IT = lazy.pattern(
    r"(?:(?:i|we)(?:['’]ve| have)? )(?:generated|wrote|written|built|made|created|coded|implemented|vibe[- ]coded) "
    r"(?:this|it|these|everything|most of (?:this|it)|the (?:code|patch|change|changes|fix|tests?|commit))"
    r"(?: \w+){0,2}? (?:with|using|via) (?:the help of )?(?P<rest>\S.*)|"
    r"(?:i |we )?took (?:some |a little )?help (?:from|of) (?P<helped>\S.*)",
    re.IGNORECASE,
)
"""`I generated this with cursor agent`, `Took some help from GitHub Copilot for refactoring the code`."""
_WRITES = lazy.pattern(
    r"\b(?:writ\w+|wrote|generat\w+|implement\w*|draft\w*|cod(?:ed|ing)|code (?:it|this)|creat\w+|fix\w*|refactor\w*|"
    r"produc\w+|port\w*|translat\w+|mak(?:e|ing)|made|build\w*|built|develop\w*|author\w*|assist\w*|help\w*|"
    r"prepar\w+|updat\w+)\b",
    re.IGNORECASE,
)
_FOR_THIS = lazy.pattern(
    r"(?:[ -](?:code|cli|agent|cloud))*,? (?:for (?:this|it|that|most|all|everything|"
    r"the (?:\w+ )?(?:implementation|code|tests?|"
    r"fix|changes?|patch|refactor\w*|boilerplate|work|port))\b|(?:extensively|heavily|throughout) (?:here|for|"
    r"in|during)\b)",
    re.IGNORECASE,
)
"""`Used Codex CLI for this`."""
_GENERIC = lazy.pattern(
    r"(?:an? )?(?:AI|LLMs?)(?: (?:assistance|assistants?|assist|agents?|tools?|help))?\b"
    r"(?=\s*(?:$|[.,;:(]|(?:to|for|in|on|but|while|with|when|as|during|and|write|generate|create|do|draft|"
    r"implement|help|"
    r"make|fix|port|build|code|convert|translate|refactor|rewrite|extensively|heavily)\b|[A-Z]))"
)
_SENTENCE = lazy.pattern(r"[.!?](?:\s|$)|\b(?:but|though|although|however)\b", re.IGNORECASE)
_FULL_STOP = lazy.pattern(r"[.!?](?:\s|$)")
_DID = lazy.pattern(
    r"(?:\s+[\w.()-]+){0,2}\s+"
    r"(?:wrote|built|made|generated|created|implemented|coded|authored|drafted|did|vibe[- ]coded) "
    r"(?:it|this|that|these|everything|all|most|(?:all |most )?(?:of )?the|code changes)\b",
    re.IGNORECASE,
)
_WROTE = lazy.pattern(
    r" (?:wrote|implemented|coded|generated|drafted|vibe[- ]coded|built|did) (?:it|this|most|all|everything|"
    r"the (?:\w+ )?(?:code|patch|changes?|"
    r"fix|tests?|implementation|docs|refactor\w*))\b"
)
_BY = lazy.pattern(
    r"(?:(?:(?:the )?(?:code )?changes?|code|implementation|fix|tests?|docs|everything) )?"
    r"(?:(?:mostly|entirely|largely|partly|all) )?by ",
    re.IGNORECASE,
)
_LINKED = lazy.pattern(r"[\w .-]{0,20}:\s*<?https?://\S+\s*$")
_ON_BEHALF = lazy.pattern(r"(?P<value>[\w./:-]+(?: [\w./:-]+){0,3}) on behalf of \S", re.IGNORECASE)


def read_prose(plain: str, line: str, registry: Registry, *, paragraph: str = "") -> Iterator[Observation]:
    """What the sentence that begins with PLAIN says; PARAGRAPH is how it goes on below LINE."""
    text = LABEL.sub("", plain, count=1) if LABEL.match(plain) else plain
    for rule, reading in (
        ("tool-did", _did(text, registry)),
        ("signature", _signature(text, registry)),
        ("by-model", _by_model(text, registry)),
        ("made-it", made_it(text, registry)),
        ("first-person", first_person(text, f"{text} {paragraph}", registry)),
    ):
        if reading.named:
            yield from (evidence(named, Place.FOOTER, line, rule=rule) for named in reading.named)
            return


def _did(text: str, registry: Registry) -> Reading:
    """`GPT-5.5 built it`: the name of a tool or model, at most two words of its version, and what it did."""
    tool = _tool(text, registry, common=text[:1].isupper())  # a goose does not write
    if tool.lower() in registry.common and not _WROTE.match(text, len(tool)):
        return Reading()
    did = _DID.match(text, len(tool)) if tool else None
    return read_value(tool, registry) if did and not TO_SOMEONE.match(text, did.end()) else Reading()


def _signature(text: str, registry: Registry) -> Reading:
    """`codex-gpt-5.5-medium on behalf of Ana`."""
    signed = _ON_BEHALF.match(text)
    reading = read_value(signed["value"], registry) if signed else Reading()
    clear = reading.rule in {"agent-name", "model-name", "agent-model"} and reading.strength is Strength.DECLARED
    return reading if clear else Reading()


def _by_model(text: str, registry: Registry) -> Reading:
    """`By Claude 3.5 Sonnet`, `Code change mostly by Claude: LINK`: a model alone, or a tool with a link."""
    by = _BY.match(text)
    if by is None:
        return Reading()
    model = MODEL.match(text, by.end())
    tool = model[0] if model else _tool(text[by.end() :], registry)
    behind = text[by.end() + len(tool) :]
    alone = not behind.strip(" .:)*_").partition("http")[0] if model else _LINKED.match(behind) is not None
    return read_value(f"{tool} {behind.partition('http')[0].strip(' :')}", registry) if tool and alone else Reading()


def made_it(text: str, registry: Registry) -> Reading:
    """`I built this with Claude`."""
    match = _MADE_IT.match(text)
    if match is None:
        return Reading()
    rest = match["rest"] or match["helped"]
    tool = _tool(rest, registry, common=rest[:1].isupper())
    if not tool and _GENERIC.match(rest):
        return Reading((Named(UNSPECIFIED),), "generic-ai")
    return read_value(tool, registry) if tool and not only_consulted(rest) else Reading()


def first_person(text: str, whole: str, registry: Registry) -> Reading:
    """`I used Codex to write the test`. TEXT names the tool; the sentence in WHOLE says that it wrote."""
    match = _FIRST_PERSON.match(text)
    tool = _tool(match["rest"], registry, common=match["rest"][:1].isupper()) if match else ""
    generic = _GENERIC.match(match["rest"]) if match else None
    if match is None or not (tool or generic):
        return Reading()
    sentence = _SENTENCE.split(whole[match.start("rest") :], maxsplit=1)[0]
    if only_consulted(sentence) or reason_for_no_part(_FULL_STOP.split(whole, maxsplit=1)[0], registry):
        return Reading()
    done = OTHER_WORK.sub(" ", sentence)
    if tool and (_WRITES.search(done[len(tool) :]) or _FOR_THIS.match(sentence, len(tool))):
        row = tools_at(match["rest"], 0, registry)
        if row and ENDS_CLAUSE.match(match["rest"], row[1]):
            return Reading(row[0], "agent-name")
        return Reading() if tool.lower() in registry.common else read_value(tool, registry)
    if generic and (_WRITES.search(done[generic.end() :]) or _FOR_THIS.match(sentence, generic.end())):
        return Reading((Named(UNSPECIFIED),), "generic-ai")
    return Reading()


def _tool(text: str, registry: Registry, *, common: bool = False) -> str:
    """The name of a tool or model that TEXT begins with; words of the language only where COMMON allows them."""
    match = registry.tool(text)
    if match is None or match[0].lower() in registry.first_names:
        return ""
    return "" if match[0].lower() in registry.common and not common else match[0]
