"""Rules for secrets that the fixed text around them gives away: password hashes, settings of tools, commands.

A rule is tried where the prefilter found a literal that it begins with; the group of its pattern is the secret.
"""

from __future__ import annotations

import re

from ai_provenance import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class ContextRule:
    """One form of text around a secret. It begins with one of `begins` (lower case), which the prefilter finds."""

    __slots__ = (
        *("begins", "false", "holds", "id", "in_settings_only", "is_call", "is_password"),
        *("pattern", "source", "true", "type"),
    )

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
        is_password: bool = False,
        is_call: bool = False,
        in_settings_only: bool = False,
        holds: bytes = b"",
    ) -> None:
        self.id = id
        self.type = type
        self.begins = begins
        self.is_call = is_call
        """True where the text is code, whatever the file: the group is judged as a literal of code."""
        self.is_password = is_password
        """True where the group is judged as a password in such a file, false where any value but a stand-in counts."""
        self.in_settings_only = in_settings_only
        """True where the same text in code is an assignment of a variable."""
        self.holds = holds
        """What every match has in its first `REACH` bytes, where that is cheaper to look for than the whole."""
        self.pattern = lazy.pattern(regex, re.IGNORECASE)
        """The regular expression; its last group is the secret."""
        self.source = source
        self.true = true
        self.false = false


_CRYPT = "crypt(5): the forms of password hashes"

# a value that no variable gives
REACH = 200
"""Bytes within which what a rule `holds` is."""
_ARGUMENT = rb"[\"']?([^\s\"'$<{(`-][^\s\"'<{$`]{3,200})"

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
        rb"(?:(?<=[\s:\"'+]_)|(?<=\A_))auth(?:Token)?[ \t]*=[ \t]*\"?([A-Za-z0-9+/=_-]{12,2048})\"?"
        rb"(?=\s|$)(?<![=_-]{12})",
        source="https://docs.npmjs.com/cli/configuring-npm/npmrc: auth related configuration",
        true=("//registry.npmjs.org/:_authToken={h8}-{h4}-{h4}-{h4}-{h12}", "_auth = {b24}"),
        false=("always-auth=true", "_authToken=${NPM_TOKEN}", "http_auth = requests_kerberos_auth"),
        in_settings_only=True,
    ),
    ContextRule(
        "login-call",
        "Password in a login call",
        (b"login",),
        rb"login\(\s{0,40}[\"'][^\"'\s]{1,80}[\"'][ \t]*,\s{0,40}[\"']([^\"'\s]{6,80})[\"']",
        source="client libraries take user and password in that order (jsforce, smtplib, ftplib)",
        true=("server.login('ana@corp.test', '{a12}')", "login(\n  'ana@corp.test',\n  '{a12}',\n)"),
        false=("login('user', 'password')", "login(user, password)", "login('r', 'JaneDoe')"),
        is_call=True,
    ),
    ContextRule(
        "basic-auth-call",
        "Password of HTTP basic authentication",
        (b"auth",),
        # where the call is of basic authentication, the user may be a variable
        rb"(?:(?:(?<=basic)|(?<=digest))auth\(\s{0,40}[a-z_][\w.]{0,60}"
        rb"|auth[\"']?[ \t]*(?:=>?|:)?[ \t]*[(\[ ]\s{0,40}[\"'][^\"'\s]{1,80}[\"'])[ \t]*,"
        rb"\s{0,40}[\"']([^\"'\s]{4,200})[\"']",
        source="requests.auth, net/http SetBasicAuth, Guzzle, superagent, Faraday: user and password in that order",
        true=(
            "HTTPBasicAuth('admin', '{a14}')",
            "auth=('ana', '{a14}')",
            "req.SetBasicAuth('ana', '{a14}')",
            "'auth' => ['ana', '{a14}']",
            "HTTPBasicAuth(settings.user, '{a14}')",
            'req.SetBasicAuth(user, "{a14}")',
            "HTTPBasicAuth(\n    'admin',\n    '{a14}',\n)",
        ),
        false=(
            "auth=('user', 'password')",
            "auth=(user, password)",
            "auth('read', 'write')",
            "HTTPBasicAuth(user, password)",
            "oauth(request, 'step2verify')",
        ),
        is_call=True,
    ),
    ContextRule(
        "command-password",
        "Password on a command line",
        (b"mysql", b"mariadb"),
        rb"(?:mysql|mariadb)(?:dump|admin|import|check|slap|show|-dump)?(?:\.exe)?[ \t]"
        rb"(?:[^\n|;&]{0,160}?[ \t])?(?-i:-p)" + _ARGUMENT,
        source="mysql(1): -p joined to the password",
        holds=b"-p",
        true=("mysql -u root -p{a12} db", "mysqldump -h x -uana -p'{a12}' db"),
        false=("mysql -u root -p db", "mysql -P3306 -h x", 'mysql -p"$PASSWORD"', "mysql -u root -ppassword"),
        is_password=True,
    ),
    ContextRule(
        "command-password",
        "Password on a command line",
        (b"mongo", b"pass"),
        rb"(?:mongo(?:sh|dump|restore|export|import)?|(?<=ssh)pass)[ \t](?:[^\n|;&]{0,160}?[ \t])?(?-i:-p)[ \t=]{0,4}"
        + _ARGUMENT,
        source="mongosh --help; sshpass(1)",
        holds=b"-p",
        true=("mongodump -u ana -p {a14} --out b", "sshpass -p {a12} ssh root@x"),
        false=("mongodump -u ana -p $PASSWORD", "sshpass -p <password> ssh x"),
        is_password=True,
    ),
    ContextRule(
        "command-password",
        "Password on a command line",
        (b"login",),
        rb"(?:(?<=docker )|(?<=podman )|(?<=nerdctl )|(?<=registry )|(?<=skopeo )|(?<=buildah )"
        rb"|(?<=\boc )|(?<=\baz )|(?<=\bcf ))"
        rb"login[ \t](?:[^\n|;&]{0,160}?[ \t])?(?:-p|--password)[ \t=]{1,4}" + _ARGUMENT,
        source="docker login --help and its like",
        true=("docker login -u ana -p {a14} registry.corp", "az login -u ana -p {a14}"),
        false=("docker login -u ana -p $TOKEN", "docker login --password-stdin"),
        is_password=True,
    ),
    ContextRule(
        "command-password",
        "Password on a command line",
        (b"redis-cli", b"ldap", b"sqlcmd", b"mosquitto_", b"smbclient"),
        rb"(?:redis-cli[ \t](?:[^\n|;&]{0,160}?[ \t])?(?-i:-a)[ \t]{1,4}"
        rb"|ldap(?:search|modify|add|delete|passwd|whoami)[ \t](?:[^\n|;&]{0,160}?[ \t])?(?-i:-w)[ \t]{0,4}"
        rb"|(?:sqlcmd|mosquitto_(?:pub|sub))[ \t](?:[^\n|;&]{0,160}?[ \t])?(?-i:-P)[ \t]{0,4}"
        rb"|smbclient[ \t](?:[^\n|;&]{0,160}?[ \t])?(?-i:-U)[ \t]{0,4}[\"']?[^\s%\"']{1,60}%)" + _ARGUMENT,
        source="redis-cli --help; ldapsearch(1); sqlcmd -?; mosquitto_pub(1); smbclient(1)",
        true=(
            "redis-cli -h c -a {a14} ping",
            "ldapsearch -x -D cn=a -w {a14} -b dc=x",
            "sqlcmd -S x -U sa -P {a14}",
            "mosquitto_pub -h x -u ana -P {a14}",
            "smbclient //x/y -U ana%{a14}",
        ),
        false=("redis-cli -a $PASSWORD", "ldapsearch -W -D cn=a", "redis-cli ping"),
        is_password=True,
    ),
    ContextRule(
        "command-password",
        "Password on a command line",
        (b"pass",),
        rb"pass(?:in|out)?[ \t=]{1,4}[\"']?pass:([^\s\"'$<{`]{4,200})",
        source="openssl-passphrase-options(1)",
        true=("openssl req -passin pass:{a14} -key k", "openssl enc -pass 'pass:{a14}'"),
        false=("openssl -passin pass:$PASS", "openssl -passin env:PASS", "openssl -passin pass:password"),
        is_password=True,
    ),
    ContextRule(
        "terraform-password",
        "Password that Terraform has generated",
        (b"password",),
        rb"(?:(?<=\"type\": \"random_)|(?<=\"type\":\"random_))password\"[ \t]{0,4},"
        rb"[^\0]{0,800}?\"result\":[ \t]{0,4}\"([^\"\n]{4,200})\"",
        source="the state of Terraform's random_password",
        true=('"type": "random_password", "name": "db", "attributes": {"length": 24, "result": "{a24}"}',),
        false=('"type": "random_password", "attributes": {"length": 24}',),
    ),
    ContextRule(
        "azure-sas-signature",
        "Azure shared access signature",
        (b"sig=",),
        rb"sig=((?:[A-Za-z0-9/+]|%2[bf]){40,120}(?:%3d|=))",
        source="https://learn.microsoft.com/rest/api/storageservices/create-service-sas",
        true=("https://x.blob.core.windows.net/c?sv=2024&sig={a10}%2B{a30}%3D", "?sp=r&sig={a43}%3D&se=2"),
        false=("?sig=" + "x" * 43 + "%3D", "sig=${SIGNATURE}"),
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
        rb"identified by[ \t]+(?:password[ \t]+)?[\"']([!#-&(-~]{4,100})[\"']"
        # a sentence goes on with any word, a statement with a clause of its own
        rb"(?![ \t]+(?!(?:account|and|attribute|comment|container|default|discard|for|max_\w+|on|password|profile|"
        rb"quota|replace|require|retain|temporary|to|with)\b)[a-z])",
        source="MySQL and Oracle CREATE USER ... IDENTIFIED BY",
        true=(
            "CREATE USER ana IDENTIFIED BY '{a12}';",
            "GRANT ALL ON shop.* TO ana@x IDENTIFIED BY '{a12}' WITH GRANT OPTION;",
            """mysql -e "ALTER USER ana IDENTIFIED BY '{a12}'" shop""",
        ),
        false=(
            "IDENTIFIED BY 'password'",
            "IDENTIFIED BY '${PASSWORD}'",
            'the function identified by "frobnicate" is replaced',
        ),
    ),
)

BY_FIRST_BYTES: dict[bytes, tuple[ContextRule, ...]] = {}
"""First two bytes of what a rule begins with -> the rules to try there."""
for _rule in CONTEXT_RULES:
    for _begin in _rule.begins:
        _rows = BY_FIRST_BYTES.get(_begin[:2], ())
        if _rule not in _rows:
            BY_FIRST_BYTES[_begin[:2]] = (*_rows, _rule)
