"""Rules for secrets that the fixed text around them gives away: password hashes, settings of tools, commands.

A rule is tried where the prefilter found a literal that it begins with; the group of its pattern is the secret.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class ContextRule:
    """One form of text around a secret. It begins with one of `begins` (lower case), which the prefilter finds."""

    __slots__ = ("begins", "false", "id", "pattern", "source", "true", "type")

    def __init__(  # noqa: PLR0913 - a row of a table: every cell has its name
        self,
        id: str,  # noqa: A002 - the word of every rule catalogue
        type: str,  # noqa: A002 - likewise
        begins: Sequence[bytes],
        regex: bytes,
        *,
        source: str,
        true: Sequence[str],
        false: Sequence[str] = (),
    ) -> None:
        self.id = id
        self.type = type
        self.begins = begins
        self.pattern = re.compile(regex, re.IGNORECASE)
        self.source = source
        self.true = true
        self.false = false


_CRYPT = "crypt(5): the forms of password hashes"

CONTEXT_RULES = (
    ContextRule(
        "password-hash",
        "Password hash",
        (b"$2", b"$apr1$", b"$1$", b"$5$", b"$6$", b"$y$", b"$argon2", b"$p$"),
        rb"(\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}"
        rb"|\$1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\$5\$(?:rounds=\d+\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}"
        rb"|\$6\$(?:rounds=\d+\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|\$y\$[./A-Za-z0-9]+\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}"
        rb"|\$argon2(?:id?|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{16,86}|\$P\$[./A-Za-z0-9]{31})"
        rb"(?![./A-Za-z0-9])",
        source=_CRYPT,
        true=("$2y$12${a53}", "$apr1${a8}${a22}", "$6${a16}${a86}", "$1${a8}${a22}", "$P${a31}"),
        false=("$2y$12$", "$1$2$3", "$6$salt$"),
    ),
    ContextRule(
        "password-hash",
        "Password hash",
        (b"pbkdf2_sha",),
        rb"(pbkdf2_sha(?:1|256|512)\$\d{1,8}\$[^\s$]{4,64}\$[A-Za-z0-9+/]{27,90}=?)",
        source="docs.djangoproject.com: password storage",
        true=("pbkdf2_sha256$260000${a22}${b43}=",),
        false=("pbkdf2_sha256$260000$salt$hash",),
    ),
    ContextRule(
        "netrc-password",
        "Password in netrc form",
        (b"login",),
        rb"login[ \t]+[^\s(){}=\"']{1,100}[ \t]+password[ \t]+([^\s(){}\"'<>$]{3,100})(?=\s|$)",
        source="the .netrc file: https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
        true=("machine m login ana password {a9}",),
        false=("login with your password please", "login <user> password <password>"),
    ),
    ContextRule(
        "npm-credential",
        "npm registry credential",
        (b"auth",),
        rb"(?<=_)auth(?:Token)?[ \t]*=[ \t]*\"?([A-Za-z0-9+/=_-]{12,512})\"?(?=\s|$)(?<![=_-]{12})",
        source="https://docs.npmjs.com/cli/configuring-npm/npmrc: auth related configuration",
        true=("//registry.npmjs.org/:_authToken={h8}-{h4}-{h4}-{h4}-{h12}", "_auth = {b24}"),
        false=("always-auth=true", "_authToken=${NPM_TOKEN}"),
    ),
    ContextRule(
        "login-call",
        "Password in a login call",
        (b"login",),
        rb"login\([ \t]*[\"'][^\"'\s]{1,80}[\"'][ \t]*,[ \t]*[\"']([^\"'\s]{6,80})[\"']",
        source="client libraries take user and password in that order (jsforce, smtplib, ftplib)",
        true=("server.login('ana@corp.test', '{a12}')",),
        false=("login('user', 'password')", "login(user, password)"),
    ),
    ContextRule(
        "curl-user",
        "Password on a curl command line",
        (b"curl ",),
        rb"curl [^\n]{0,300}?(?:-u|--user)[ =]?[ \t]*[\"']?[^\s:\"'$<{]{1,60}:([^\s\"'$<{][^\s\"'<{]{3,100})",
        source="curl(1) --user",
        true=("curl -s -u ana:{a12} https://x.test/",),
        false=('curl -u "$USER:$PASS" https://x.test/', "curl -u user:password https://x.test/"),
    ),
    ContextRule(
        "sql-password",
        "Password in an SQL statement",
        (b"identified by",),
        rb"identified by[ \t]+(?:password[ \t]+)?[\"']([!#-&(-~]{4,100})[\"']",
        source="MySQL and Oracle CREATE USER ... IDENTIFIED BY",
        true=("CREATE USER ana IDENTIFIED BY '{a12}';",),
        false=("IDENTIFIED BY 'password'", "IDENTIFIED BY '${PASSWORD}'"),
    ),
)

BY_FIRST_BYTES: dict[bytes, tuple[ContextRule, ...]] = {}
"""First two bytes of what a rule begins with -> the rules to try there."""
for _rule in CONTEXT_RULES:
    for _begin in _rule.begins:
        _rows = BY_FIRST_BYTES.get(_begin[:2], ())
        if _rule not in _rows:
            BY_FIRST_BYTES[_begin[:2]] = (*_rows, _rule)
