"""The agents that the trailers of a message name, as hooks read them: only what is certain.

The reader of history (`detect.reading`) knows many more forms. Hooks write what they read into a message, so a
form that a person could have meant otherwise is left to the reader.
"""

from __future__ import annotations

from ai_provenance.environment._table import ADDRESSES, NAMES
from ai_provenance.environment.markers import is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.trailers import Trailer

EXAMINED = b"AI-Assisted: not-observed"
"""What a commit for which no agent was observed says under `declare = "all"`: our observation, and no one's word."""
HUMAN = b"AI-Assisted: no"
"""How a person declares that no AI helped. Hooks wrote it before 0.2.0; now they only offer it in an editor."""
_ANSWER = b"ai-assisted"
_NEGATIVE = (b"no", b"none", b"false", b"not-observed", b"not observed", b"unobserved")
DECLARING = frozenset((b"assisted-by", b"generated-by", b"ai-assisted-by", b"ai-generated-by"))
"""Keys, lower case, whose value may be a tool without an address (and may be a person)."""
CREDITING = frozenset((b"co-authored-by", b"co-developed-by"))
"""Keys, lower case, of co-authors: with an address that is the agent's own, or with its name and none at all."""
TOOLS = frozenset(
    b"ai-tool ai-model ai-agent ai-assisted ai-generated claude-session agent-logs-url amp-thread-id made-with"
    b" entire-checkpoint".split()
)
"""Keys, lower case, that only tools write: kept and carried over as they are."""
SIGN_OFF = b"signed-off-by"
_BY_NAME = ("ai agent ", "ai-agent-")
"""How the declaration of an agent that has no file begins, lower case: its name alone could be a person's."""


def agent_of(trailer: Trailer) -> tuple[str, str | None] | None:
    """Id of the agent that TRAILER certainly names as a helper, and the model if it is given; else None."""
    key = trailer.key.lower()
    value = trailer.value.decode("utf-8", "replace")
    return _declared(value) if key in CREDITING or key in DECLARING else None


def is_provenance(trailer: Trailer) -> bool:
    """Whether TRAILER declares AI help, so that it goes with the change wherever the change goes."""
    key = trailer.key.lower()
    if is_answer(trailer) and trailer.value.lower() in _NEGATIVE:
        return False
    return (key in TOOLS and bool(trailer.value)) or agent_of(trailer) is not None


def is_answer(trailer: Trailer) -> bool:
    """Whether TRAILER says whether an AI helped, in whatever way: then the question is answered."""
    return trailer.key.lower() == _ANSWER


def signs_off_agent(trailer: Trailer) -> str | None:
    """The id of the agent that TRAILER signs off for, or None."""
    if trailer.key.lower() != SIGN_OFF:
        return None
    value = trailer.value.decode("utf-8", "replace")
    if "<" in value:
        return ADDRESSES.get(_address(value))
    return _named(value)


def _credited(value: str) -> tuple[str, str | None] | None:
    agent = ADDRESSES.get(_address(value))
    return (agent, model_in(value.partition("<")[0])) if agent else None


def _declared(value: str) -> tuple[str, str | None] | None:
    if "<" in value:
        return _credited(value)
    name, colon, model = value.partition(":")
    agent = _named(name)
    if agent and colon:
        version = model.strip().partition(" ")[0]
        return agent, version if is_plain(version.replace(":", "-")) else None
    agent = _named(value) or _named(value.partition("(")[0])
    return (agent, model_in(value)) if agent else None


def _named(name: str) -> str | None:
    """The agent that is called NAME, with hyphens for spaces too; of `AI agent WORD` whatever WORD is."""
    low = name.strip().lower()
    known = NAMES.get(low) or NAMES.get(low.replace("-", " "))
    word = low[len(_BY_NAME[0]) :]
    if known or not low.startswith(_BY_NAME) or not is_plain(word) or " " in word:
        return known
    return NAMES.get(word, word)


def _address(value: str) -> str:
    """The address of VALUE, lower case; the numeric id of an app's no-reply address is left out when it is unknown."""
    address = value.rpartition("<")[2].partition(">")[0].strip().lower()
    if address in ADDRESSES:
        return address
    number, plus, rest = address.partition("+")
    return rest if plus and number.isdigit() and "[bot]@" in rest else address


def model_in(name: str) -> str | None:
    """The model in the name of a co-author: `Claude Opus 4.6 (1M context)`, `aider (gpt-5)`, `Claude (opus-5)`."""
    words = name.partition("(")[0].split()
    if len(words) > 2 and words[0].lower() == "claude" and words[-1][0].isdigit():
        return "-".join(words).replace(".", "-").lower()
    inner = name.partition("(")[2].partition(")")[0].strip()
    if inner and any(c.isdigit() for c in inner) and " " not in inner and is_plain(inner.replace(":", "-")):
        return inner
    return None
