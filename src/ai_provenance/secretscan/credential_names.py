"""Classifies a name by the value to expect beside it: a password, a secret, a key, or no credential."""

from __future__ import annotations

from functools import lru_cache

from ai_provenance import lazy

PASSWORD = "password"
"""A value that people choose: a short word may be one."""
SECRET = "secret"
"""A value that machines generate: it must look random."""
KEY = "key"
"""A bare `key`, which names many harmless things: the value must look random beyond doubt."""

_PART = lazy.pattern(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_PASSWORD_WORDS = frozenset(
    "password passwd pwd passphrase passcode pass psw passwort contrasena senha userpass".split()
)
_PASSWORD_ENDS = ("password", "passwd", "passphrase", "pwd", "pass")
# words that end like a password's name and are none
_NO_PASSWORD = frozenset(
    "bypass compass encompass overpass surpass trespass underpass renderpass onepass getpass nopass "
    "nopasswd nopassword".split()
)

_SECRET_WORDS = frozenset(
    "secret secrets credential credentials cred creds token apikey authkey accesskey privatekey salt bearer auth "
    "authorization signingkey encryptionkey".split()
)
_SECRET_ENDS = ("secret", "token", "apikey", "secretkey", "accesskey", "privatekey", "authkey", "masterkey")

# words that make a credential of the `key` right after them
_KEY_KINDS = frozenset(
    "access account admin aes api app application auth bot cipher client connection consumer cookie crypt crypto "
    "deploy dev developer encrypt encryption function functions hmac host identity in jwt license master nonce private "
    "rest secret secure server service session shared sign signing storage subscription webhook write".split()
)

# a name with such a last word describes a credential (`password_length`) and does not hold one
_DESCRIPTIONS = frozenset(
    "after at authentication before by can encoder encryption for from has hasher hashers hashing is magic on "
    "arg args argv cb code complexity fn mgr protected rate realm ratelimit should to via with within "
    "sha sha1 sha256 sha512 md md5 digest checksum fingerprint "
    "prop props age alg algorithm algo arn attempt attempts attr attribute bits button cache callback "
    "charset class cls column "
    "comment count creation date description dir directory dn email enabled encoding endpoint env error errors event "
    "exp expiration expire expired expires expiry factory field fields file filename filter form format func function "
    "generator handler header headers help helper hint host icon id ids in index info input invalid issuer kind label "
    "len length level lifetime limit link list location manager map match max message messages method min missing mode "
    "model module msg name names needed newline not null number op option options page param parameter params path "
    "pattern placeholder policy position prefix prompt property provider purpose ref refs regex regexp request "
    "required reset response role rotation rule rules scheme scope scopes screen section selector service setting "
    "settings size source spec state status store strength suffix tag template test text timeout title ttl type types "
    "uri url urls usage user username valid validation validator vault version view xpath".split()
)
# tokens that find the next page or tell two requests apart, and are no credentials
_HARMLESS_TOKENS = frozenset(
    "page next previous continuation cursor sync cancel cancellation request idempotency csrf xsrf fence fencing stop "
    "bos eos pad special design word".split()
)
# keys that are published, or that only sort and find things
_PUBLIC = frozenset("public pub publishable primary foreign partition idempotency sort cache routing".split())
_HARMLESS_KEYS = frozenset(
    "bucket checksum commit dedupe dict digest etag fingerprint group hash hot i18n integrity item keyboard locale "
    "lookup map md5 node object order query registry row s3 search sha short shortcut site socket translation tree "
    "value websocket".split()
)


@lru_cache(maxsize=2048)  # a file says the same names over and over
def words(name: str) -> tuple[str, ...]:
    """The words of an identifier, in lower case: `awsSecret_key2` -> aws, secret, key, 2."""
    return tuple(part.lower() for part in _PART.findall(name))


@lru_cache(maxsize=2048)
def name_class(parts: tuple[str, ...]) -> str:
    """PASSWORD, SECRET or KEY for the name made of PARTS; an empty string when it names no credential."""
    # `password1` and `secret_key_2` are numbered, the number says nothing
    while parts and parts[-1].isdigit():
        parts = parts[:-1]
    if not parts or parts[-1] in _DESCRIPTIONS or _PUBLIC.intersection(parts):
        return ""
    if parts[-1] == "token" and _HARMLESS_TOKENS.intersection(parts):
        return ""
    if any(_is_password(part) for part in parts):
        return PASSWORD
    if any(part in _SECRET_WORDS or part.endswith(_SECRET_ENDS) for part in parts):
        return SECRET
    return _key_class(parts)


_DESCRIBING = frozenset(
    "update min minimum max maximum require requires required force allow allows allowed random generate generated "
    "disable enable is has should can no without skip ask prompt show hide validate check verify forgot".split()
)


def describes(parts: tuple[str, ...]) -> bool:
    """Whether the name made of PARTS tells what to do with a credential (`update_password`) and holds none."""
    return bool(parts) and parts[0] in _DESCRIBING


def singular(parts: tuple[str, ...]) -> tuple[str, ...]:
    """PARTS with the last word in the singular: a list of `api_keys` holds one beside the other."""
    return (*parts[:-1], parts[-1].removesuffix("s")) if parts else parts


def _is_password(part: str) -> bool:
    return part in _PASSWORD_WORDS or (part.endswith(_PASSWORD_ENDS) and part not in _NO_PASSWORD)


def _key_class(parts: tuple[str, ...]) -> str:
    if "key" not in parts:
        return ""
    place = parts.index("key")
    if place and parts[place - 1] in _KEY_KINDS:
        return SECRET
    return KEY if parts[-1] == "key" and not _HARMLESS_KEYS.intersection(parts) else ""
