"""What people paste: forms in which a credential was missed, and those that were false alarms, each by kind."""

from __future__ import annotations

import base64
import gzip

import pytest

from ai_provenance.secretscan.scan import matches
from tokens import expand

BACKSLASH = "\\"


def in_base64(template: str) -> str:
    return base64.b64encode(expand(template).encode()).decode()


def escaped(text: str, times: int) -> str:
    for _ in range(times):
        text = text.replace(BACKSLASH, BACKSLASH * 2).replace('"', BACKSLASH + '"')
    return text


FALLBACKS = [
    ("a.js", "const apiKey = process.env.API_KEY || '{a40}';"),
    ("a.js", "const apiKey = process.env.SERVICE ?? '{a40}';"),
    ("a.ts", 'const config = {{ apiKey: import.meta.env.VITE_X ?? "{a40}" }};'),
    ("a.js", "apiKey: options.key ? options.key : '{a40}',"),
    ("a.js", "apiKey ??= '{a40}'"),
    ("a.py", "api_key = os.getenv('API_KEY') or '{a40}'"),
    ("a.py", 'api_key = settings.value or "{a40}"'),
    ("a.py", 'api_key = value if value else "{a40}"'),
    ("a.py", 'api_key: str = Field(default="{a40}")'),
    ("a.py", 'parser.add_argument("--api-key", type=str, default="{a40}")'),
    ("a.py", 'API_KEY = config("API_KEY", default="{a40}")'),
    ("a.py", 'api_key = (\n    "{a40}"\n)'),
    ("a.rb", "api_key = ENV['API_KEY'] || '{a40}'"),
    ("a.rb", "api_key = ENV.fetch('API_KEY') {{ '{a40}' }}"),
    ("a.rb", 'api_key = ENV.fetch("OTHER") {{ "{a40}" }}'),
    ("a.php", "$apiKey = getenv('API_KEY') ?: '{a40}';"),
    ("a.php", "'api_key' => $_ENV['API_KEY'] ?? '{a40}',"),
    ("a.pl", "my $api_key = $ENV{{API_KEY}} // '{a40}';"),
    ("a.lua", 'local api_key = os.getenv("API_KEY") or "{a40}"'),
    ("a.ex", 'api_key = System.get_env("API_KEY") || "{a40}"'),
    ("a.kt", 'val apiKey = System.getenv("API_KEY") ?: "{a40}"'),
    ("a.cs", 'var apiKey = Environment.GetEnvironmentVariable("API_KEY") ?? "{a40}";'),
    ("a.java", 'String apiKey = Optional.ofNullable(System.getenv("X")).orElse("{a40}");'),
    ("a.java", 'String apiKey = System.getenv().getOrDefault("API_KEY", "{a40}");'),
    ("a.java", '@Value("${{app.api.secret:{a40}}}") String s;'),
    ("a.scala", 'val apiKey = sys.env.getOrElse("API_KEY", "{a40}")'),
    ("a.go", 'apiKey := cmp.Or(os.Getenv("API_KEY"), "{a40}")'),
    ("a.rs", 'let api_key = env::var("API_KEY").unwrap_or("{a40}".to_string());'),
    ("a.rs", 'let api_key = env::var("API_KEY").unwrap_or_else(|_| "{a40}".into());'),
    ("a.sql", "SELECT coalesce(api_key, '{a40}');"),
    ("a.tf", 'api_key = coalesce(var.key, "{a40}")'),
    ("a.sh", "export API_KEY=${{API_KEY:-{a40}}}"),
    ("a.sh", ': "${{API_KEY:={a40}}}"'),
    ("a.sh", 'curl -H "x: ${{API_KEY-{a40}}}"'),
    ("docker-compose.yml", "  API_KEY: ${{OTHER:-{a40}}}"),
    ("application.properties", "app.api.secret=${{APP_SECRET:{a40}}}"),
    ("application.yml", "api-key: ${{APP_KEY:{a40}}}"),
    ("values.tpl", '{{{{ .Values.apiKey | default "{a40}" }}}}'),
]
DECLARATIONS = [
    ("a.rs", 'const API_KEY: &str = "{a40}";'),
    ("a.rs", 'static API_KEY: &\'static str = "{a40}";'),
    ("a.rs", 'const API_KEY: Option<&str> = Some("x"); let api_key: String = String::from("{a40}");'),
    ("a.swift", 'let apiKey: String? = "{a40}"'),
    ("a.ts", 'const apiKey: string | undefined = "{a40}"'),
    ("a.vb", 'Dim apiKey As String = "{a40}"'),
    ("a.sql", "DECLARE @api_key VARCHAR(64) = '{a40}'"),
    ("Dockerfile", "ENV API_KEY {a40}"),
    ("Dockerfile", "ENV API_KEY={a40}"),
    ("config.fish", "set -gx API_KEY {a40}"),
    ("a.bat", "setx API_KEY {a40}"),
    ("a.conf", "fastcgi_param API_KEY {a40};"),
    ("a.plist", "<key>API_KEY</key>\n<string>{a40}</string>"),
    ("core-site.xml", "<property><name>fs.s3a.secret.key</name><value>{a40}</value></property>"),
    ("v.tf", 'variable "api_key" {{\n  type = string\n  default = "{a40}"\n}}'),
    ("v.tf", 'db_password = "{a20}"'),
    ("prod.tfvars", 'api_key = "{a40}"'),
    ("template.yaml", "  ApiKey:\n    Type: String\n    NoEcho: true\n    Default: {a40}"),
    ("wp-config.php", "define( 'DB_PASSWORD', '{a13}7' );"),
    ("wp-config.php", "define(  'AUTH_KEY',   '{a40}' );"),
    ("wp-config.php", 'define( "DB_PASSWORD", "{a13}7" );'),
]
LISTS = [
    ("c.yaml", 'config: |\n  api_keys:\n    - key: "{h64}"\n'),
    ("c.yaml", "api_keys:\n  - {a40}\n"),
    ("c.json", '{{"tokens": ["{a40}"]}}'),
    ("a.py", 'API_KEYS = ["{a40}", "x"]'),
    ("a.go", 'apiKeys := []string{{"{a40}"}}'),
    ("cassette.yaml", "      Authorization:\n      - Bearer {h64}\n"),
    ("cassette.yaml", "      authorization:\n      - Bearer {a40}\n"),
    ("cassette.yaml", "      x-api-key:\n        - {a40}\n"),
    ("cassette.yaml", "      X-Auth-Token: [ '{a40}' ]\n"),
    ("betamax.json", '"Authorization": ["Bearer {h64}"]'),
    ("a.yaml", "headers:\n  - 'Authorization: Basic " + in_base64("ana:{a13}7") + "'"),
    ("a.har", '{{"name": "x", "value": "Basic ' + in_base64("ana:{a13}7") + '"}}'),
]
ESCAPED = [
    ("c.yaml", "string: '" + '{{"access_token":"{a40}"' + "'"),
    ("c.yaml", 'string: "' + escaped('{{"access_token": "{a40}"}}', 1) + '"'),
    ("c.json", '"body": "' + escaped('{{"access_token": "{a40}"}}', 2) + '"'),
    ("c.json", '"body": "' + escaped('{{"refresh_token":"{h8}-{h4}-4{h3}-8{h3}-{h12}"}}', 1) + '"'),
    ("c.ipynb", '"source": "' + escaped('api_key = "{a40}"', 2) + '"'),
]
VALUES = [
    (".env", "API_KEY={a520}"),
    (".env", "OP_TOKEN=" + "op" + "s_eyJ{b900}"),
    ("a.py", 'API_KEY = "{a1200}"'),
    ("a.json", '{{"access_token": "{h8}-{h4}-4{h3}-8{h3}-{h12}"}}'),
    ("ci.yml", "NPM_TOKEN: {h8}-{h4}-4{h3}-8{h3}-{h12}"),
    (".env", "CODECOV_TOKEN={h8}-{h4}-4{h3}-8{h3}-{h12}"),
    (".env", "RAILWAY_TOKEN={h8}-{h4}-4{h3}-8{h3}-{h12}"),
    (".env", "CLIENT_KEY={h8}-{h4}-4{h3}-8{h3}-{h12}"),
    (".env", "API_TOKEN={h16}"),
    (".env", "API_TOKEN={h24}"),
    ("a.py", 'api_key = "{h20}"'),
    ("a.py", 'client_secret = "{h30}"'),
    (".env", "API_KEY=qzkvwxjhbtrplmnqzsdgfhkcxvwpqmzt"),
    (".env", "API_KEY=QzkVwxJhbTrpLmnQzsDgfHkcXvwPqmZt"),
    ("a.py", 'API_TOKEN = "xkqjzvbwmtrhpgdlcnfs"'),
]
COMMANDS = [
    ("a.sh", "mysql -u root -p{a11}7 db"),
    ("a.sh", "mysqldump -h db.corp -uroot -p'{a11}7' db"),
    ("a.md", "sshpass -p {a11}7 ssh root@10.0.0.1"),
    ("a.sh", "docker login -u ana -p {a13}7 registry.corp"),
    ("a.sh", "redis-cli -h cache.corp -a {a13}7 ping"),
    ("a.sh", "mongodump --host x -u ana -p {a13}7 --out /b"),
    ("a.sh", "ldapsearch -x -D cn=admin -w {a13}7 -b dc=x"),
    ("a.sh", "openssl req -new -passin pass:{a13}7 -key k"),
    ("a.sh", "openssl rsa -passout 'pass:{a13}7'"),
    ("a.py", 'HTTPBasicAuth("admin", "{a13}7")'),
    ("a.py", 'requests.get(url, auth=("admin", "{a13}7"))'),
    ("a.rb", 'request.basic_auth "ana", "{a13}7"'),
    ("a.js", 'request(app).get("/").auth("ana", "{a13}7")'),
]
CONTAINERS = [
    ("s.yaml", "data:\n  DATABASE_URL: " + in_base64("postgres://app:{a16}@db.prod.net/x")),
    ("s.yaml", "data:\n  REDIS_URL: " + in_base64("redis://:{a13}@c/0")),  # fewer than 40 characters
    (".env", "BROKER=" + in_base64("amqp://u:{a13}@mq")),
    ("notes.txt", in_base64("ftp://x:{a13}@f.co")),
    ("s.yaml", "  .dockerconfigjson: " + in_base64('{"auths":{"r.io":{"username":"ci","password":"{a30}"}}}')),
    ("s.yaml", "  conf: " + in_base64("user=ana\npassword={a20}\nhost=db.prod.net\n")),
    ("s.yaml", "  config.json: " + in_base64('{"auths":{"r.io":{"auth":"' + in_base64("ci:{a30}") + '"}}}')),
    (
        "s.yaml",
        "userData: " + base64.b64encode(gzip.compress(expand("export T=" + "gh" + "p_{a36}").encode())).decode(),
    ),
    ("a.txt", ("x " + expand("gh" + "p_{a36}").encode().hex())),
    (
        "terraform.tfstate",
        '"type": "random_password",\n"instances": [{{"attributes": {{"id": "none", "result": "{a24}"}}}}]',
    ),
]
FOUND = {
    "fallback": FALLBACKS,
    "declaration": DECLARATIONS,
    "list": LISTS,
    "escaped": ESCAPED,
    "value": VALUES,
    "command": COMMANDS,
    "container": CONTAINERS,
}

TERRAFORM = [
    ("m.tf", "password = random_password.db.result"),
    ("m.tf", "master_password = local.db_password"),
    ("m.tf", "password = module.db.password"),
    ("m.tf", "repository_password = data.aws_ecrpublic_authorization_token.token.password"),
    ("m.tf", "password = aws_iam_access_key.ci.secret"),
    ("m.tf", "password=var.password"),
    ("m.tf", "token = each.value.token"),
    ("m.tf", 'password = var.password != "" ? var.password : random_password.db.result'),
    ("m.tf", "manage_master_user_password = true"),
    ("m.tf", 'password = "${{random_password.db.result}}"'),
    ("m.hcl", "password = env.DB_PASSWORD_FOR_CI1"),
]
ANSIBLE = [
    ("t.yml", "update_password: always"),
    ("t.yml", "update_password: on_create"),
    ("t.yml", "minPassword: eight"),
    ("t.yml", "require_password: strong"),
    ("t.yml", "force_password: later"),
    ("t.yml", "random_password: alphanumeric"),
    ("t.yml", "generate_password: everytime"),
    ("t.yml", "msg: \"{{{{ 'somestring' | password_hash('bcrypt') }}}}\""),
    ("t.yml", "- data_secret|unvault(x_secret) == y_secret"),
    ("t.yml", "- data1_vaulted|unvault(data1_password) == data1_plaintext"),
    ("t.yml", "when: my_password != other_password1"),
    ("t.yml", "password: \"{{{{ lookup('env', 'PW') }}}}\""),
    ("t.yml", "password: '{{{{ vault.password }}}}'"),
]
CODE = [
    ("a.py", "self._auth = authentication_backend"),
    ("a.py", "http_auth = requests_kerberos_auth"),
    ("a.py", "        self.ctx.post_handshake_auth = post_handshake_auth"),
    ("a.rb", "alias x_auth= y_auth_method_name"),
    ("a.cfg", "http_auth = requests_kerberos_auth"),
    ("a.py", "assert client.maintainer_login('r', 'JaneDoe') == 'JaneDoe'"),
    ("a.js", 'return this.passProp("offset")'),
    ("a.py", "api_key = settings.api_key or None"),
    ("a.py", 'password = data.get("password") or "password"'),
    ("a.js", 'const token = req.token || "anonymous";'),
    ("a.js", "const password = prompt ? ask() : 'password';"),
    ("a.py", 'passwords = ["secret1", "hunter2"]'),
    ("a.py", 'next_token = "{h8}-{h4}-4{h3}-8{h3}-{h12}"'),
    ("a.py", 'token = "{h8}-{h4}-4{h3}-8{h3}-{h12}"'),
    ("a.py", 'api_key = "deadbeefdeadbeef"'),
    ("a.py", 'SECRET_NAME_OF_THING = "ObjectGetValueByShiftOperation"'),
    ("a.py", 'api_token = "PasswordGrantAuthenticator"'),
    ("a.sh", "mkdir -p some/directory1; mysql -p db"),
    ("a.sh", 'mysql -u root -p"$MYSQL_PASSWORD" db'),
    ("a.sh", "echo ${{PASSWORD:?set it first12}}"),
    ("docker-compose.yml", "POSTGRES_PASSWORD: ${{POSTGRES_PASSWORD:-postgres}}"),
    ("a.py", 'HTTPBasicAuth("user", "password")'),
    ("a.py", 'auth=("user", "pass")'),
    ("a.md", "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
]
CIPHERTEXT = [
    ("s.yaml", "kind: SealedSecret\nspec:\n  encryptedData:\n    password: Ag{b400}"),
    ("s.yaml", "    api_key: AgBy{b700}=="),
    (".env", 'API_KEY="encrypted:{b107}="'),
    (".env", "API_KEY=encrypted:{b107}="),
    ("s.yaml", "password: ENC[AES256_GCM,data:{b24},iv:{b43}=,tag:{b22}==,type:str]"),
    ("application.yml", "password: '{{cipher}}{h64}'"),
    ("a.yaml", "secret: vault:v1:{b64}"),
    ("c.yml", "my_token_sha: {h40}"),
    ("c.yml", "digest_token_md5: {h32}"),
    ("c.yml", "key: gradle-Linux-{h40}"),
    ("c.yml", "key: npm-v2-{h64}"),
    ("c.yml", "cache-key: deps-{h32}"),
    ("x.json", '"password": "md5$seasalt$' + "1e9bf2bf5606aa5c39852cc30f0f6f22" + '"'),
]
CLEAN = {"terraform": TERRAFORM, "ansible": ANSIBLE, "code": CODE, "ciphertext": CIPHERTEXT}


def cases(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(kind, path, text) for kind, rows in table.items() for path, text in rows]


def filled(text: str, seed: int) -> str:
    return expand(text, seed).replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize(("kind", "path", "text"), cases(FOUND))
def test_it_is_found(kind: str, path: str, text: str) -> None:
    del kind
    for seed in range(4):
        assert matches(path, (filled(text, seed) + "\n").encode())


@pytest.mark.parametrize(("kind", "path", "text"), cases(CLEAN))
def test_it_is_no_alarm(kind: str, path: str, text: str) -> None:
    del kind
    for seed in range(4):
        assert not matches(path, (filled(text, seed) + "\n").encode())


def test_every_item_of_a_list_is_found() -> None:
    text = expand('api_keys = ["{a40}", "{a41}",\n  "{a42}"]')
    assert len(matches("a.py", text.encode())) == 3
    yaml = expand("api_keys:\n  - {a40}\n  - {a41}\n")
    assert len(matches("a.yaml", yaml.encode())) == 2


def split(template: str, *, at: int, joint: str) -> str:
    """A drawn token in two string literals with JOINT between them, the first of AT characters."""
    token = expand(template)
    return token[:at] + joint + token[at:]


@pytest.mark.parametrize("joint", ['" + "', '" "', '"\n    "', '", "', '" . "', '" .. "'])
@pytest.mark.parametrize("at", [4, 22])
def test_a_token_in_two_literals_is_not_put_together(joint: str, at: int) -> None:
    line = 'value = "' + split("gh" + "p_{a36}", at=at, joint=joint) + '"\n'
    assert matches("a.py", line.encode()) == []


@pytest.mark.parametrize("name", ["token", "github_token", "API_TOKEN"])
@pytest.mark.parametrize("joint", ['" + "', '" "', '"\n    "'])
def test_its_first_part_is_found_beside_a_telling_name(name: str, joint: str) -> None:
    line = f'{name} = "' + split("gh" + "p_{a36}", at=22, joint=joint) + '"\n'
    assert [match.rule for match in matches("a.py", line.encode())] == ["generic-secret"]
