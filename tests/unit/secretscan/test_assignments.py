"""A name and a value beside it, in the forms that people write; and the many that are no secret."""

from __future__ import annotations

import pytest

from ai_provenance.secretscan.scan import matches
from tokens import expand

VALUE = expand("{a24}")
WORD = "hunter" + "22"
FOUND = [
    ("a.py", 'password = "{word}"'),
    ("a.py", "connect(user='x', password='{word}')"),
    ("a.py", 'API_KEY: str = "{value}"'),
    ("a.py", 'token = os.environ.get("TOKEN", "{value}")'),
    ("a.js", "const apiKey = '{value}';"),
    ("a.ts", 'secret: "{value}",'),
    ("a.go", 'clientSecret := "{value}"'),
    ("a.java", 'private static final String SECRET_KEY = "{value}";'),
    ("a.c", '#define DB_PASSWORD "{word}"'),
    ("a.php", "define( 'DB_PASSWORD', '{word}' );"),
    ("a.rb", ":secret_key => '{value}'"),
    ("a.sql", "CREATE USER ana WITH PASSWORD '{word}';"),
    ("a.sql", "CREATE USER ana IDENTIFIED BY '{word}';"),
    ("a.json", '{{"password": "{word}"}}'),
    ("a.json", '{{"body": "{{\\"password\\": \\"{word}\\"}}"}}'),
    ("a.json", '{{"name": "DB_PASSWORD", "value": "{word}"}}'),
    ("a.yaml", "password: {word}"),
    ("a.yaml", "- name: DB_PASSWORD\n  value: {word}\n"),
    ("a.xml", "<password>{word}</password>"),
    ("a.xml", '<Pass encoding="base64">{value}</Pass>'),
    ("a.xml", '<add key="Db.Password" value="{word}" />'),
    ("a.xml", '<string name="api_key">{value}</string>'),
    ("a.ini", "Password={word}"),
    ("a.properties", "spring.datasource.password={word}"),
    (".env", "export DB_PASS='{word}'"),
    ("a.sh", 'curl -H "X-Auth-Token: {value}" https://x.test'),
    ("a.sh", "curl -u ana:{word} https://x.test"),
    ("a.md", "docker run -e MYSQL_PASSWORD={word} -d mysql"),
    ("a.txt", "mysqldump --password={word} --all-databases"),
    ("a.py", 'url = "https://x.test/cb?access_token={value}&y=1"'),
    ("a.py", 'db = "postgres://ana:{word}@db.corp/x"'),
    ("a.http", "Authorization: Bearer {value}"),
    (".pgpass", "db.corp:5432:main:ana:{word}"),
    (".netrc", "machine x.test\nlogin ana\npassword {word}\n"),
    (".npmrc", "//registry.npmjs.org/:_authToken={value}"),
    (".htpasswd", "ana:{word}{word}"),
    ("config/master.key", "{hex}"),
]
CLEAN = [
    ("a.py", "password = get_password()"),
    ("a.py", "password = self.password"),
    ("a.py", 'password = os.environ["DB_PASSWORD"]'),
    ("a.py", 'password = getpass.getpass("Password: ")'),
    ("a.py", 'parser.add_argument("--password", help="the password to use")'),
    ("a.py", 'fields = ["username", "password", "email"]'),
    ("a.py", 'if token == "identifier":'),
    ("a.py", 'TOKEN_URL = "https://example.com/oauth/token"'),
    ("a.py", 'password_field = "user_password"'),
    ("a.py", 'cache_key = "user:profile:1234567890abcdef"'),
    ("a.js", "password: req.body.password,"),
    ("a.js", "const token = await fetchToken(userId);"),
    ("a.html", '<input type="password" name="password" id="password1">'),
    ("a.yaml", "password: ${{ secrets.DB_PASSWORD }}"),
    ("a.yaml", "password: '{{ vault_password }}'"),
    ("a.yaml", "password: <your password>"),
    ("a.yaml", "secretName: my-app-tls"),
    ("a.yaml", "type: password"),
    (".env", "DB_PASSWORD=${DB_PASSWORD:-}"),
    (".env", "API_KEY=changeme"),
    (".env", "API_KEY=your_api_key_here"),
    ("a.properties", "password=${MYSQL_PASSWORD:local1}"),
    ("locale/es.json", '{"password": "Contraseña", "token": "Ficha"}'),
    ("a.json", '{"password": "string", "jsonwebtoken": "^8.5.1"}'),
    ("a.md", "Set the password to whatever you like."),
    ("a.md", "The token: see the documentation."),
    ("a.tf", "password = var.db_password"),
    ("a.go", "Password: opts.Password,"),
    ("a.py", 'u = "https://user:pass@example.com/"'),
    ("a.py", 'HEAD = "-----BEGIN RSA PRIVATE KEY-----"'),
    ("yarn.lock", "integrity sha512-{b}"),
    ("sudoers", "ana ALL=(ALL) NOPASSWD:/usr/bin/make"),
    ("a.tsx", 'const k = type === KIND.PASS ? "userPass" : type === KIND.POWER ? "power" : "free"'),
    ("a.ts", 'expect(modelOf("cline-pass", "plan")).to.equal(x)'),
    ("a.py", "label = kind('login_pass', 'monthly')"),
]


@pytest.mark.parametrize(("path", "text"), FOUND)
def test_values_are_found(path: str, text: str) -> None:
    filled = text.format(word=WORD, value=VALUE, hex=expand("{h32}"))
    assert matches(path, filled.encode())


@pytest.mark.parametrize(("path", "text"), CLEAN)
def test_what_is_no_value_is_left_alone(path: str, text: str) -> None:
    assert not matches(path, (text + "\n").encode())


def test_the_span_is_the_value_alone() -> None:
    text = f'x = 1\npassword = "{WORD}"  # comment\n'.encode()
    [match] = matches("a.py", text)
    assert text[match.start : match.end].decode() == WORD


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\\n"])
def test_private_keys_are_found_with_their_body(newline: str) -> None:
    lines = ["-----BEGIN " + "RSA PRIVATE KEY-----", expand("{b64}"), expand("{b64}"), "-----END RSA PRIVATE KEY-----"]
    [match] = matches("id_rsa", newline.join(lines).encode())
    assert match.rule == "private-key"


def test_a_key_in_a_block_of_yaml_is_found() -> None:
    lines = [
        "key: |",
        "      -----BEGIN " + "RSA PRIVATE KEY-----",
        f"      {expand('{b64}')}",
        f"      {expand('{b40}')}",
    ]
    [match] = matches("a.yml", "\n".join(lines).encode())
    assert match.rule == "private-key"
