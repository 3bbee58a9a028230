"""Decides whether a value can be a secret: not a placeholder, a reference, a word, a path or a type.

The word lists and limits come from labelled repositories; docs/secrets.md has the figures. A change of one should be
measured on such a repository (`benchmarks/secrets`), not only tested with an example.
"""

from __future__ import annotations

import math
import re
from itertools import groupby, pairwise
from operator import ne

from ai_provenance import lazy
from ai_provenance.secretscan.credential_names import KEY, PASSWORD
from ai_provenance.secretscan.filekind import CODE, PROSE

LONGEST_VALUE = 4096
"""Characters of a value; longer ones are data."""

# the next two are searched in lower case: without regard to case each branch would be tried at each letter
_PLACEHOLDER = lazy.pattern(
    # each branch begins with a letter or sign of its own, so that most places of a value are passed over at once
    r"example|placeholder|change.?me|change.?it|replace|redacted|removed|hidden|masked|dummy|sample|foobar|lorem|todo|fixme"
    r"|fake|mock|my.?secret|my.?pass|my.?token|my.?api|_here\b|insert|1234567890|0123456789|abcdefghij|goes.?here|not.?real|undefined|xxxx|\*\*\*|\.\.\.|…"
)
_YOUR = lazy.pattern(r"\byour")
# a value made of nothing but these words is a stand-in; between other letters they prove nothing
_FILLER_WORDS = (
    r"api auth admin account abc asdf access another bar baz bad bearer basic credentials? correct change client "
    r"confirm(?:ation)? current demo default def different empty error foo first field fail(?:ed|ure)? good hello "
    r"invalid id key login my mismatch new null none name old one own other pass(?:word|wd|phrase|code|key)? pwd "
    r"please private public plain qux qwerty root right real refresh secret some super strong secure second server "
    r"session simple string same success token test(?:ing|er)? the top this that two three temp tmp text "
    r"user(?:name)? very valid value wrong world xyz "
)
"""Words, those with one first letter in the order in which they are tried."""
_FILLER = lazy.pattern(
    # by first letter, so that at each place a letter is compared with twenty and not with a hundred and ten
    "|".join(f"(?:{'|'.join(words)})" for _, words in groupby(_FILLER_WORDS.split(), key=lambda word: word[0]))
)
# likewise searched in lower case
_PLACEHOLDER_IN_TOKEN = lazy.pattern(r"example|placeholder|change.?me|replace|redacted|your[_-]|_here|xxxxx")
_REPEATED = lazy.pattern(r"(.)\1{7}")
# `${X}`, `{{ x }}`, `<%`, `%(x)s`, `$(cmd)`, `#{x}`, `%X%` anywhere
_REFERENCE_INSIDE = lazy.pattern(r"\$[{(]|\{\{|<%|#\{|%\(\w+\)|%\w+%")
# `<x>`, `$X`, `@x@`, `[x]`, `__X__`, `:x`, and what a reference begins with
_REFERENCE = lazy.pattern(
    r"<[^<>]*>$|\$\w+$|%\w*$|@\w+@?$|\[.*\]$|__\w+__$|\{[\w.:!]*\}$|:\w+$"
    r"|(?:process\.)?env[.\[(]|os\.|secrets?\.|(?:var|local|module|data|each|values)\.[A-Za-z_]|(?:random|aws|google|azurerm|azuread|vault|tls|kubernetes)_\w+\.|vault:|op://|arn:|file:|ssm:|ref[+:]",
    re.IGNORECASE,
)
# what people put into passwords and identifiers never have
_SIGN = lazy.pattern(r"[!@#$%^&*+?~]")
# a password hash, which `tables.contexts` knows better
_CRYPT = lazy.pattern(r"(?:\{\w+\})?\$\w+\$|(?:md5|sha\d+|pbkdf2_\w+|bcrypt\w*|argon2\w*|scrypt|crypt|unsalted_md5)\$")
# a format string, a regular expression or a shell template
_FORMAT = lazy.pattern(r"%[sdrvx]\b|\{\d*\}|\{\w+\}|\\[dwsb.]|\.\*|\[\^|\(\?|\$\{?\w+\}?/")
# what a key kept elsewhere has encrypted: dotenvx, SOPS, eyaml, jasypt, Spring, Vault, AWS and Google KMS, Jenkins,
# Sealed Secrets (the length of the wrapped key comes first)
_CIPHERTEXT = lazy.pattern(
    r"encrypted:|ENC[\[(]|\{cipher\}|vault:v\d|\$ANSIBLE_VAULT|AQICAH|CiQA|\{AQAAAB|v1:[A-Za-z0-9+/]{12,}:|secure:"
    # certificates and public keys in base64
    r"|LS0tLS1CRUdJTiBDRVJUSUZJ|LS0tLS1CRUdJTiBQVUJMSUMg|LS0tLS1CRUdJTiBUUlVTVEVE|LS0tLS1CRUdJTiBY"
    r"|Ag[A-Za-z0-9+/]{300,}={0,2}$|age1|age-encryption|-----BEGIN AGE|kms:|gcpkms:|awskms:|pgp:"
)
_EXAMPLE_UUID = lazy.pattern(r"(.)\1{7}-|12345678-|550e8400-|123e4567-|f47ac10b-|deadbeef-", re.IGNORECASE)
# the key of a cache (`gradle-Linux-<hash>`): words, then the hash of what it depends on
_CACHE_KEY = lazy.pattern(r"(?:[A-Za-z0-9_.]+-)+[0-9a-f]{32,64}")
_UUID = lazy.pattern(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_HEX_ENTROPY = 2.8
_HEX = lazy.pattern(r"(?:0x)?[0-9a-fA-F]+")
_RANDOM_ALPHABET = lazy.pattern(r"[!-~]+")
_WORDS = lazy.pattern(r"[A-Za-z][A-Za-z_. /:-]*+\d{0,2}")
# subscripts, templates, names of files
_LOOKS_OTHERWISE_INSIDE = lazy.pattern(
    r"\[[^\]]*\w-\w[^\]]*\]|\{[A-Za-z_][\w.]*(?:\(\))?\}"
    r"|\.(?:py|js|ts|json|ya?ml|pem|key|crt|txt|html?|com|org|net|io)$"
)
# calls, versions, addresses, paths, dates, CSS selectors, numbers, hashes, names of constants
_LOOKS_OTHERWISE = lazy.pattern(
    r"[A-Za-z_][\w.]*\(.*\)|(?:[~^]|[<>]=?)?\d+(?:\.\d+)+|https?://|[./~]|[A-Za-z]:\\|\d{4}-\d\d-\d\d|[\w.+-]+@[\w-]+\.\w+$"
    r"|[#.][A-Za-z_-]+$|\d{1,5}$|(?:sha\d+|md5)[:-]|data:|[A-Z][A-Z0-9]*(?:_[A-Z0-9]*)+$|[A-Z]{2,15}$"
)
_NO_LETTER = lazy.pattern(r"[\W_]")
_HASHED = lazy.pattern(r"sha|md5|hash|digest|checksum", re.IGNORECASE)
_COMMON = frozenset(
    "password passwd pass pwd passphrase secret token key apikey api_key user username login root admin guest test "
    "none null nil true false yes no on off string str bytes int integer number bool boolean object text required "
    "optional enabled disabled default basic bearer digest auto plain value unknown empty prompt ask hidden masked "
    "postgres mysql mariadb redis mongo mongodb oracle rabbitmq foo bar baz qux spam eggs hello world abc xyz asdf "
    "123 1234 12345 123456 1234567 12345678 123456789 localhost anonymous nobody private public hash encrypted md5 "
    "self this function async await return undefined session cookie oauth oauth2 jwt saml ldap kerberos ntlm "
    "any".split()
)
_CLASSES: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "0123456789"), "d"),
    **dict.fromkeys(range(ord("a"), ord("z") + 1), "l"),
    **dict.fromkeys(range(ord("A"), ord("Z") + 1), "u"),
    **dict.fromkeys(map(ord, "-_./:")),
}
"""Digits, lower and upper case of ASCII as one character each; None for what joins words."""
_WORD = lazy.pattern(r"[A-Z]?[a-z]{3,}")
_PLAIN_WORD = lazy.pattern(r"[a-z]+\d*")
_CAPITALISED = lazy.pattern(r"[A-Z][a-zà-ÿ]+[.:!?]?")


# How often one letter follows another in English words and identifiers, 0 (never) to 9, on a scale of logarithms: a row
# for each first letter, a digit for each second. Counted over the words of Python's standard library.
_PAIRS = (
    "27873463716978170989664461 63546200640731630553610051 81638318607732932658622140 63369422821624630564631140 "
    "85897764514879576998465852 61336600800502720645600040 50118045600545420663511011 70128100701332700525400030 "
    "76877670204879862788160506 30004000100000400010400000 40127123601404110252304010 83469421812823840366632071 "
    "85139200703462780253602010 83888693715535742389662040 55774551505789670977867312 81348324602721770857603050 "
    "00000000000000000000700000 84669562805576850788644060 60649437805544772389724160 83649428900644750887734372 "
    "66646550601778460777100100 61208200600011400000100000 70136005600305500640002100 54546401500230260026100320 "
    "22314110400345360355023010 40006001300010300001000000"
).split()
_LIKE_WORDS = 5.0
"""Mean of the pairs from which on letters are words: 98 % of random letters are below, all identifiers above."""


_MOST_COUNTED = 256
_N_LOG_N = [0.0, *(n * math.log2(n) for n in range(1, _MOST_COUNTED + 1))]


def entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in map(text.count, set(text))) if text else 0.0


def has_entropy(text: str, least: float) -> bool:
    """Whether TEXT has LEAST bits a character."""
    size = len(text)
    if 0 < size <= _MOST_COUNTED:
        # the least that so many different characters can have: with all but one of them once. Most tokens have it, and
        # their characters need not be counted.
        most = size - len(set(text)) + 1
        if math.log2(size) - _N_LOG_N[most] / size >= least:
            return True
    return entropy(text) >= least


def is_token(token: str, least: float) -> bool:
    """Whether TOKEN, which has a known shape, is real: it has LEAST bits a character and is no example of a manual."""
    return has_entropy(token, least) and not (
        _PLACEHOLDER_IN_TOKEN.search(low := token.lower()) or _REPEATED.search(low)
    )


def is_made_of_words(token: str) -> bool:
    """Whether most of TOKEN is lower-case words, as in a name: for shapes that leave alphabet and length open."""
    return sum(map(len, _WORD.findall(token))) >= 0.6 * len(token)


def is_plausible(value: str, kind: str, name: str, *, strict: str) -> bool:  # noqa: PLR0911 - a reason each
    """Whether VALUE, beside a NAME of a KIND (`credential_names`), can be a secret.

    STRICT is the kind of the text around them (`filekind`).
    """
    if len(value) < 4 or _CIPHERTEXT.match(value) or _CRYPT.match(value):
        return False
    if _is_random_text(value):
        return True
    if len(value) > LONGEST_VALUE or is_stand_in(value, name):
        return False
    if kind == PASSWORD:
        return _is_password(value, name, strict=strict)
    # most UUIDs are ids; beside a name that says which credential it is they are those of services that issue such
    if _UUID.fullmatch(value):
        return kind != KEY and name.lower().strip("-_.") != "token" and not _EXAMPLE_UUID.match(value)
    if _CACHE_KEY.fullmatch(value):
        return False
    return is_random(value, least=24 if kind == KEY else 16) or (kind != KEY and _is_typed_at_random(value))


def _is_typed_at_random(value: str) -> bool:
    """Whether VALUE is letters and digits of no word, as people type when they invent a token."""
    if not (10 <= len(value) <= 64 and value.isascii() and value.isalnum()):
        return False
    digits = value.translate(_CLASSES).count("d")
    return (
        digits >= 3
        and len(value) - digits >= 4
        and not _WORDS.fullmatch(value.rstrip("0123456789"))
        and len(_FILLER.sub("", value.lower().rstrip("0123456789"))) >= 6
        and not _HEX.fullmatch(value)
    )


def is_random(value: str, *, least: int) -> bool:
    """Whether VALUE has at least LEAST characters and looks generated by a machine."""
    if len(value) < least or not _RANDOM_ALPHABET.fullmatch(value):
        return False
    if _HEX.fullmatch(value):
        # hex digits are ids and hashes more often than secrets: beside a bare `key` (LEAST is 24) they prove nothing
        return least < 24 and not value.isdigit() and not value.isalpha() and has_entropy(value.lower(), _HEX_ENTROPY)
    if value.isalpha():
        return len(value) >= max(20, least) and has_entropy(value, 3.3) and not _reads_like_words(value)
    classes = value.translate(_CLASSES)
    return (
        "d" in classes
        and ("l" in classes or "u" in classes)
        and _class_changes(value) >= 0.25 * len(value)
        and has_entropy(value, 3.0)
    )


def _reads_like_words(letters: str) -> bool:
    """Whether LETTERS follow each other as in words."""
    low = letters.lower()
    pairs = [int(_PAIRS[ord(one) - 97][ord(other) - 97]) for one, other in pairwise(low)]
    return sum(pairs) >= _LIKE_WORDS * len(pairs)


def _is_random_text(value: str) -> bool:
    """Whether VALUE is a long line of letters, digits and signs in disorder: salts of WordPress, keys of Django."""
    # such values may hold blanks and any sign, which the rules for other values take for a sentence or a format
    if not 40 <= len(value) <= 256 or _CRYPT.match(value):
        return False
    signs = sum(not char.isalnum() for char in value)
    return signs >= 0.15 * len(value) and _class_changes(value) >= 0.55 * len(value) and has_entropy(value, 4.5)


def is_stand_in(value: str, name: str) -> bool:
    """Whether VALUE is written in the place of a secret: placeholder, reference, common word, path, version."""
    plain = value.lower().strip("'\"` \t")
    head = value[: 64 if len(value) > 128 else 128].lower()
    squeezed = plain if plain.isalnum() else _NO_LETTER.sub("", plain)
    return (
        plain in _COMMON
        or len(set(squeezed)) < 3  # `xxxx`, `****`, `1111`
        # a value that its own name contains (`db_password = "password"`)
        or (len(squeezed) <= len(name) and squeezed in _NO_LETTER.sub("", name.lower()))
        # in a long value chance alone makes such words
        or bool(
            _PLACEHOLDER.search(head)
            or ("your" in head and _YOUR.search(head))
            or _REFERENCE_INSIDE.search(value)
            or _REFERENCE.match(value)
            or _LOOKS_OTHERWISE_INSIDE.search(value)
            or _LOOKS_OTHERWISE.match(value)
        )
    )


def _is_password(value: str, name: str, *, strict: str) -> bool:
    if _is_other_text(value, name):
        return False
    own = _FILLER.sub("", value.lower())
    # `_classes` would do for any text, but for letters without a case
    letters = _classes(own).count("l") if own.isascii() else sum(map(str.isalpha, own))
    digits = _classes(value).count("d")
    if strict == PROSE:
        return _is_unlike_prose(value, letters, digits)
    in_code = strict == CODE
    # a number in code is a test value; in settings three digits may be a password
    is_enough = letters >= 2 or (digits >= 3 and (not in_code or bool(_SIGN.search(value))))
    return is_enough and not _is_name(value, in_code=in_code)


def _is_other_text(value: str, name: str) -> bool:
    """Whether VALUE is a sentence, a format, a hash, or the result of a test (`pass: all`)."""
    if " " in value or "\t" in value or _FORMAT.search(value) or _CRYPT.match(value):
        return True
    if _HASHED.search(name) and _HEX.fullmatch(value):
        return True
    return name.lower() == "pass" and value.isalpha() and bool(_PLAIN_WORD.fullmatch(value))


def _is_name(value: str, *, in_code: bool) -> bool:
    """Whether VALUE is a name: of a person (`Miller`) or, in code, of a thing (`resetForm`)."""
    if _CAPITALISED.fullmatch(value):
        return True
    if not in_code or not _WORDS.fullmatch(value) or _PLAIN_WORD.fullmatch(value):
        return False
    letters = value.rstrip("0123456789")
    return len(letters) < 12 or not letters.isalpha() or _reads_like_words(letters)


def _is_unlike_prose(value: str, letters: int, digits: int) -> bool:
    """Whether VALUE cannot be a word of the prose around it."""
    if not 6 <= len(value) <= 80 or not value.isascii() or letters < 3:
        return False
    if digits < 2 and _WORDS.fullmatch(value):
        return False
    return digits > 0 or bool(_SIGN.search(value))


def _class_changes(value: str) -> int:
    """The number of places in VALUE where lower case, upper case, digits and signs take turns.

    Words have few, random text has many. What joins words (`-`, `_`, `.`, `/`, `:`) makes no change of its own.
    """
    classes = _classes(value)
    return sum(map(ne, classes, classes[1:]))


def _classes(value: str) -> str:
    """The class of each character of VALUE, a sign being its own, without what joins words."""
    if value.isascii():
        return value.translate(_CLASSES)
    return "".join(
        "d" if char.isdigit() else "l" if char.islower() else "u" if char.isupper() else char
        for char in value
        if char not in "-_./:"
    )
