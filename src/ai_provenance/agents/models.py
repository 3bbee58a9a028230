"""Names of models: finding them in what people write, and one spelling for each.

Anthropic's names come out with hyphens (`claude-opus-4-6`), the others as their vendor writes them, lower case
(`gpt-5.4-codex`, `gemini-2.5-pro`). A snapshot date (`-20250514`) and the provider before a slash are taken off: the
raw text stays beside in the evidence.
"""

from __future__ import annotations

import re

from ai_provenance import lazy

CLAUDE_TIERS = "opus|sonnet|haiku|fable|mythos|instant"
_FAMILIES = (
    ("claude", rf"claude[-_ ](?:code[-_ ])?(?:{CLAUDE_TIERS})(?:[-_ ]?\d{{1,2}}(?:[.\-_]\d{{1,2}})?)?"),
    ("claude", rf"claude[-_ ]v?\d(?:[.\-_]\d)?(?:[-_ ](?:{CLAUDE_TIERS}))?"),
    ("claude", rf"(?:{CLAUDE_TIERS})[-_ ]?\d{{1,2}}(?:[.\-_]\d{{1,2}})?"),
    ("chatgpt", r"chatgpt[-_ ]?v?\d(?:\.\d{1,2})?o?"),
    ("gpt", r"gpt[-_ ]?(?:oss|v?\d(?:\.\d{1,2}|(?<=gpt\d)-\d(?![\d.-]))?o?)(?:[-_ ](?:turbo|mini|nano|codex|pro|max|spark|preview|chat|sol|\d{2,3}b))*"),
    ("gpt", r"o[134](?:[-_ ](?:mini|pro|preview|high))?"),
    ("gpt", r"codex-(?:mini|\d\.\d{1,2}(?:-(?:max|sol|mini|spark|high))?)"),
    ("gemini", r"gemini[-_ ](?:\d(?:\.\d)?)(?:[-_ ](?:pro|flash|ultra|nano|lite|preview|exp|deep|think|thinking|\d\d-\d\d))*"),
    ("gemini", r"gemini[-_ ](?:pro|flash|ultra)"),
    ("glm", r"glm[-_ ]?\d(?:\.\d)?[a-z]?(?:[-_ ](?:air|flash|turbo))?"),
    ("kimi", r"kimi[-_ ]?(?:k\d(?:\.\d)?|for[-_ ]coding)(?:[-_ ](?:thinking|turbo|instruct|code))*"),
    ("qwen", r"qwen[-_ ]?\d?(?:\.\d)?(?:[-_ ](?:coder|max|plus|turbo|next|instruct|thinking|\d+b(?:-a\d+b)?))+|qwen[-_ ]?\d(?:\.\d)?"),
    ("deepseek", r"deepseek(?:[-_ ](?:coder|chat|reasoner|[vr]\d(?:\.\d)?|pro|flash|exp|terminus|speciale))+"),
    ("grok", r"grok[-_ ](?:code(?:[-_ ]fast)?|\d(?:\.\d)?|build)(?:[-_ ](?:fast|mini|heavy|beta|reasoning|\d))*"),
    ("mistral", r"(?:devstral|codestral|magistral|mistral[-_ ](?:large|medium|small|nemo))(?:[-_ ]?(?:\d(?:\.\d)?|latest|small|medium|large))*"),
    ("llama", r"llama[-_ ]?\d(?:\.\d)?(?:[-_ ](?:maverick|scout|\d+b|instruct))*"),
    ("minimax", r"minimax[-_ ]?m\d(?:\.\d)?"),
    ("composer", r"composer[-_ ]\d(?:\.\d)?(?:[-_ ]fast)?"),
    ("swe", r"swe-\d(?:\.\d)?"),
    ("gemma", r"gemma[-_ ]?\d"),
    ("mimo", r"mimo[-_ ]v\d(?:\.\d)?(?:[-_ ](?:pro|flash))?"),
    ("nova", r"(?:amazon[-_ ])?nova[-_ ](?:pro|premier|lite|micro|act)"),
)  # fmt: skip
_BEGINNINGS = (
    "claude opus sonnet haiku fable mythos instant gpt chatgpt o1 o3 o4 codex gemini glm kimi qwen deepseek grok "
    "devstral codestral magistral mistral llama minimax composer swe- gemma mimo nova amazon"
)
ROOTS = tuple(_BEGINNINGS.split())
"""How the names of models begin, in lower case."""
_MODEL = "|".join(f"(?P<f{number}>{pattern})" for number, (_, pattern) in enumerate(_FAMILIES))
MODEL = lazy.pattern(
    rf"(?<![\w@.])(?:{_MODEL})(?:[-@]?20\d{{6}}|-20\d\d-\d\d-\d\d)?(?:[-:@]latest|@default)?(?![\w@])", re.IGNORECASE
)
"""One name of a model, anywhere in a text."""
_DATE = lazy.pattern(r"[-@]?20\d{2}-?\d{2}-?\d{2}$")
_CURRENT = lazy.pattern(r"(?:[-:@]latest|@default)$")
"""What is written in place of a version; `@` is how a cloud writes it."""
_SPELLED = lazy.pattern(r"[\s_]+")


def find_model(text: str) -> tuple[str, str, str] | None:
    """The first model named in TEXT as (normalised name, as written, family), or None."""
    lower = text.lower()
    if not any(root in lower for root in ROOTS):  # most texts are names of people: a tenth of the time of the pattern
        return None
    match = MODEL.search(text)
    return None if match is None else (normalise(match[0]), match[0], family_of(match))


def family_of(match: re.Match[str]) -> str:
    """The family (`claude`, `gpt`, ...) of a match of MODEL."""
    return next(_FAMILIES[number][0] for number in range(len(_FAMILIES)) if match[f"f{number}"])


def normalise(raw: str) -> str:
    """One spelling for a model: lower case, no provider, no date, no context size, the vendor's separators."""
    name = raw.strip().rpartition("/")[2].partition("[")[0].partition("(")[0].strip().lower()
    name = _DATE.sub("", _CURRENT.sub("", name))
    name = _SPELLED.sub("-", name)
    if re.match(rf"claude|(?:{CLAUDE_TIERS})[-\d]", name):
        return _claude(name)
    return re.sub(r"^(gpt|glm|grok|gemini|kimi)(?=[\dk])", r"\1-", name)


def _claude(name: str) -> str:
    """In the vendor's order: `claude-3-5-sonnet`, and from version 4 on the tier first, `claude-opus-4-6`."""
    parts = [piece for piece in re.findall(r"[a-z]+|\d+", name.removeprefix("claude")) if piece not in ("v", "code")]
    tiers = [piece for piece in parts if piece in CLAUDE_TIERS.split("|")]
    version = [piece for piece in parts if piece.isdigit()]
    if len(tiers) != 1 or len(parts) != len(version) + 1 or not version:
        return "-".join(["claude", *parts])
    return "-".join(["claude", *version, *tiers] if int(version[0]) < 4 else ["claude", *tiers, *version])
