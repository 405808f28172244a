"""Secrets: what is found, what only looks like one, and that no value ever comes out."""

import base64
import hashlib
import string
import time
from dataclasses import asdict

import pytest

from service.analyze import identify
from service.analyzers import Options, Text
from service.analyzers.secrets import SECRETS
from service.analyzers.secrets.hits import hits_of
from service.analyzers.secrets.rules import own, read
from service.model import Severity

ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
BASE32 = string.ascii_uppercase + "234567"
HEX = "0123456789abcdef"
URL64 = ALNUM + "_-"


def made(alphabet, length, seed="a"):
    """Characters that look random, the same ones each time; assembled here so that no scanner flags this file."""
    stream = "".join(hashlib.sha512(f"{seed}{length}{n}".encode()).hexdigest() for n in range(length // 60 + 2))
    return "".join(alphabet[int(stream[2 * n : 2 * n + 2], 16) % len(alphabet)] for n in range(length))


SAMPLES = {
    "aws-access-key-id": "AK" + "IA" + made(BASE32, 16),
    "aws-secret-access-key": "aws_secret_access" + '_key = "' + made(ALNUM + "/+", 40) + '"',
    "github-token": "gh" + "p_" + made(ALNUM, 36),
    "github-fine-grained-token": "github" + "_pat_" + made(ALNUM, 22) + "_" + made(ALNUM, 59),
    "gitlab-token": "gl" + "pat-" + made(URL64, 20),
    "slack-token": "xo" + "xb-" + made(string.digits, 12) + "-" + made(ALNUM, 24),
    "slack-webhook": f"https://hooks.{'sl' + 'ack'}.com/services/T{made(UPPER, 8)}/{made(UPPER, 9)}/{made(ALNUM, 24)}",
    "stripe-key": "sk" + "_live_" + made(ALNUM, 24),
    "stripe-webhook-secret": "wh" + "sec_" + made(ALNUM, 32),
    "google-api-key": "AI" + "za" + made(URL64, 35),
    "google-oauth-client-secret": "GOC" + "SPX-" + made(URL64, 28),
    "google-oauth-token": "ya" + "29." + made(URL64, 80),
    "openai-key": "sk" + "-proj-" + made(URL64, 120),
    "anthropic-key": "sk" + "-ant-api03-" + made(URL64, 93) + "AA",
    "huggingface-token": "h" + "f_" + made(string.ascii_letters, 34),
    "replicate-token": "r" + "8_" + made(ALNUM, 37),
    "groq-key": "gs" + "k_" + made(ALNUM, 52),
    "perplexity-key": "pp" + "lx-" + made(ALNUM, 48),
    "xai-key": "xa" + "i-" + made(ALNUM, 80),
    "npm-token": "np" + "m_" + made(ALNUM, 36),
    "pypi-token": "py" + "pi-AgEIcHlwaS5vcmc" + made(URL64, 80),
    "rubygems-key": "ruby" + "gems_" + made(HEX, 48),
    "crates-io-token": "ci" + "o" + made(ALNUM, 32),
    "docker-token": "dc" + "kr_pat_" + made(URL64, 27),
    "sendgrid-key": "S" + "G." + made(URL64, 22) + "." + made(URL64, 43),
    "twilio-key": "twilio = S" + "K" + made(HEX, 32),
    "mailgun-key": "mailgun = ke" + "y-" + made(HEX, 32),
    "mailchimp-key": "mailchimp = " + made(HEX, 32) + "-us12",
    "resend-key": "resend = r" + "e_" + made(ALNUM, 8) + "_" + made(ALNUM, 24),
    "azure-storage-key": "Account" + "Key=" + made(ALNUM + "/+", 86) + "==",
    "azure-client-secret": "'" + made(ALNUM, 3) + "8Q" + "~" + made(ALNUM, 34) + "'",
    "digitalocean-token": "do" + "p_v1_" + made(HEX, 64),
    "heroku-key": "HR" + "KU-" + made(URL64, 60),
    "fly-token": "fo" + "1_" + made(URL64, 43),
    "cloudflare-origin-key": "v1" + ".0-" + made(HEX, 24) + "-" + made(HEX, 146),
    "alibaba-access-key-id": "LT" + "AI" + made(ALNUM, 20),
    "databricks-token": "da" + "pi" + made(HEX, 32),
    "shopify-token": "sh" + "pat_" + made(HEX, 32),
    "square-token": "sq0" + "atp-" + made(URL64, 22),
    "discord-bot-token": "discord = M" + made(ALNUM, 23) + "." + made(ALNUM, 6) + "." + made(URL64, 27),
    "discord-webhook": "https://discord.com/api/web" + "hooks/" + made(string.digits, 18) + "/" + made(URL64, 68),
    "telegram-bot-token": made(string.digits, 10) + ":A" + "A" + made(ALNUM, 33),
    "new-relic-key": "NR" + "AK-" + made(UPPER, 27),
    "grafana-token": "gl" + "sa_" + made(ALNUM, 32) + "_" + made(HEX, 8),
    "dynatrace-token": "dt0" + "c01." + made(UPPER, 24) + "." + made(UPPER, 64),
    "sentry-token": "sn" + "trys_" + made(ALNUM, 100),
    "vault-token": "hv" + "s." + made(URL64, 90),
    "terraform-token": made(ALNUM, 14) + ".atlas" + "v1." + made(URL64, 67),
    "pulumi-token": "pu" + "l-" + made(HEX, 40),
    "doppler-token": "d" + "p.pt." + made(ALNUM, 43),
    "onepassword-token": "op" + "s_eyJ" + made(ALNUM, 300),
    "age-key": "AGE-SEC" + "RET-KEY-1" + made(UPPER, 58),
    "atlassian-token": "ATA" + "TT3" + made(URL64, 180),
    "linear-key": "li" + "n_api_" + made(ALNUM, 40),
    "notion-token": "nt" + "n_" + made(ALNUM, 46),
    "figma-token": "fi" + "gd_" + made(URL64, 40),
    "postman-key": "PM" + "AK-" + made(HEX, 24) + "-" + made(HEX, 34),
    "airtable-token": "pa" + "t" + made(ALNUM, 14) + "." + made(HEX, 64),
    "contentful-token": "CF" + "PAT-" + made(URL64, 43),
    "supabase-token": "sb" + "p_" + made(HEX, 40),
    "planetscale-token": "psc" + "ale_tkn_" + made(URL64, 43),
    "private-key": "-----BEGIN RSA PRIV" + "ATE KEY-----\n" + made(ALNUM, 64) + "\n" + made(ALNUM, 60) + "\n-----END",
    "json-web-token": "ey" + "J" + made(ALNUM, 20) + ".ey" + "J" + made(ALNUM, 40) + "." + made(URL64, 43),
    "json-web-key": '{"kty": "OKP", "d": "' + made(URL64, 43) + '"}',
    "password-in-url": "postgres://shop:" + made(ALNUM, 14) + "@10.1.2.3/shop",
    "generic-assignment": "db_pass" + 'word = "' + made(ALNUM, 20) + '"',
    "generic-pair": '("db_pass' + 'word", "' + made(ALNUM, 20) + '")',
    "generic-unquoted": "db_pass" + "word: " + made(ALNUM, 20),
    "generic-statement": "ENV DB_PASS" + "WORD " + made(ALNUM, 20),
    "generic-environment-file": "SHOP_SEC" + "RET=" + made(ALNUM, 20),
    "authorization-header": "Bea" + "rer " + made(HEX, 40),
    "basic-authorization": "Ba" + "sic " + base64.b64encode(b"shop:" + made(ALNUM, 20).encode()).decode(),
    "command-line-password": "curl -u shop:" + made(ALNUM, 20),
    "sql-password": "identified by '" + made(ALNUM, 20) + "'",
}
HARMLESS = {
    "aws-access-key-id": "AK" + "IAIOSFODNN7EXAMPLE",
    "github-token": "gh" + "p_" + "x" * 36,
    "slack-token": "xo" + "xb-your-token-goes-here-and-there",
    "stripe-key": "sk" + "_test_" + made(ALNUM, 24),
    "google-api-key": "AI" + "za" + made(URL64, 20),
    "private-key": "-----BEGIN PUBLIC KEY-----\n" + made(ALNUM, 64) + "\n-----END PUBLIC KEY-----",
    "json-web-token": "ey" + "J.ey" + "J.x",
    "password-in-url": "postgres://user:password@db:5432/shop http://a:${PASSWORD}@shop.com ssh://git@github.com:22/x",
    "generic-assignment": "\n".join(
        [
            'password = "correct-horse-battery"',
            'token_url = "https://shop.com/oauth/' + made(ALNUM, 20) + '"',
            'secret = os.environ["SHOP_SECRET_NAME_1"]',
            'api_key = "${SHOP_API_KEY_2}"',
            'public_key = "' + made(ALNUM, 40) + '"',
            'token = "/var/run/secrets/kubernetes.io/token1"',
            "secret_id = '123e4567-e89b-12d3-a456-426614174000'",
            'next_token = "' + made(ALNUM, 30) + '"',
        ]
    ),
    "generic-environment-file": "SHOP_SECRET=\nSHOP_TOKEN=CLUSTER_API_TOKEN\nTOKEN=$(cat token)\nNAME="
    + made(ALNUM, 20),
    "generic-pair": '["password", "api_secret_v2"] ("password", "correct-horse") ("name", "' + made(ALNUM, 20) + '")',
    "generic-unquoted": "password = OAuth2AccessTokenV2\ntoken = oauth2_token_1_2_3(user)\nsecret: &secret",
    "generic-statement": "ENV SHOP_PASSWORD $PASSWORD\nARG TOKEN_URL " + made(ALNUM, 20),
    "authorization-header": "Bearer ${TOKEN} Bearer token_of_the_user_here Basic Bearer realm=example",
    "basic-authorization": "Basic login_and_password Basic Authentication Basic " + "Zm9v" * 3,
    "command-line-password": "curl -u shop:$PASSWORD --password=<password> --no-password  never ask for one",
    "sql-password": "identified by '%s' alter user shop password '${PASSWORD}'",
    "json-web-key": '{"kty": "EC", "x": "' + made(URL64, 43) + '", "d": null}',
}


def found(path, content, salt=b"salt"):
    """All findings of one text."""
    text = content if isinstance(content, bytes) else content.encode()
    return SECRETS.work(Text(path, text), Options(salt)).findings


def home(rule):
    """A path the rule looks at."""
    return ".env" if rule == "generic-environment-file" else "shop/settings.py"


def weighed(path, content):
    """What the engine takes for a secret, and how much speaks for it."""
    return [(content[hit.start : hit.end], hit.weight.name) for hit in hits_of(own(), path, content.encode())]


@pytest.mark.parametrize("rule", [rule.id for rule in own()])
def test_every_rule_finds_its_kind_and_only_once(rule):
    assert [one.rule for one in found(home(rule), f"first = 1\n{SAMPLES[rule]}\n")] == [rule]


@pytest.mark.parametrize("rule", HARMLESS)
def test_what_stands_for_a_secret_is_none(rule):
    assert found(home(rule), HARMLESS[rule]) == ()


@pytest.mark.parametrize("rule", SAMPLES)
def test_no_character_of_the_value_comes_out(rule):
    (one,) = found(home(rule), SAMPLES[rule])

    said = str({key: value for key, value in asdict(one).items() if key != "identity"})
    assert not any(SAMPLES[rule][at : at + 8] in said for at in range(12, len(SAMPLES[rule]) - 8))
    assert len(one.identity) == 64


A = made(ALNUM, 24)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.json", f'{{"access_token": "{A}"}}'),
        ("a.json", f'{{"body": "{{\\"access_token\\":\\"{A}\\"}}"}}'),
        ("a.json", f'"tokens": ["{A}", "other"]'),
        ("a.yaml", f"apiKey: {A}"),
        ("a.yaml", f"  - name: CLIENT_SECRET={A}"),
        ("a.ini", f"secret_key = {A}"),
        ("a.properties", f"spring.datasource.password={A}"),
        ("a.sh", f"export GITHUB_TOKEN='{A}'"),
        ("a.bat", f"set API_KEY={A}"),
        ("a.tf", f'password = "{A}"'),
        ("a.xml", f'<add key="x" password="{A}"/>'),
        ("a.rb", f":secret_key_base => '{A}'"),
        ("a.go", f'	ClientSecret: "{A}",'),
        ("a.go", f"token := `{A}`"),
        ("a.py", f"connect(user, password='{A}')"),
        ("a.py", f"api_key: str = '{A}'"),
        ("a.py", f"settings['SECRET_KEY'] = b'{A}'"),
        ("a.py", f"headers = [('X-Auth-Token', '{A}')]"),
        ("a.js", f"if (token === '{A}') enter()"),
        ("a.js", f"client.setToken('{A}')"),
        ("a.js", f"fetch('https://shop.com/v1?access_token={made(HEX, 40)}&page=2')"),
        ("a.http", f"X-Auth-Token: {A}"),
        ("a.http", f"Cookie: sid={A}; theme=dark"),
        ("Dockerfile", f"ENV DB_PASSWORD {A}"),
        ("a.sql", f"\\set ADMIN_PASS {A}"),
        ("a.sql", f"CREATE USER shop WITH PASSWORD '{A}'"),
        ("a.sh", f"openssl rsa -passin pass:{A} -in a.pem"),
        ("a.sh", f"curl -s --user shop:{A} https://shop.com"),
        ("a.conf", f"Server=db;Uid=shop;Pwd={A};"),
    ],
)
def test_a_key_is_found_in_whatever_syntax_it_is_given(path, content):
    key = A if A in content else made(HEX, 40)

    assert any(key in value and weight == "STRONG" for value, weight in weighed(path, content))


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.py", "password = 'Tr0ub4dor&3'", ["STRONG"]),
        ("a.py", "password = 'hunter'", ["WEAK"]),
        ("a.py", "assert user.password == 'hunter2'", ["WEAK"]),
        ("a.py", "token = 'abc12345'", ["WEAK"]),
        ("a.py", "api_key = '123e4567-e89b-12d3-a456-426614174000'", ["WEAK"]),
        ("a.py", "url = 'postgres://shop:s3cr3tpw@localhost/shop'", ["WEAK"]),
        ("a.py", "token = 'qwrtpsdfgh-46802579'", ["WEAK"]),
        ("a.py", "secret = 'sub1.domain2.host3.tld'", ["WEAK"]),
        ("a.yaml", "password: hunter", ["WEAK"]),
        ("a.yaml", "password: ${HUNTER}", []),
        ("a.yaml", "password: *hunter", []),
        ("a.yaml", "secretName: hunter-2-tls", []),
        ("a.py", "password = hunter2", []),
        ("a.py", "password = config.hunter2", []),
        ("a.py", "password = 'changeme-1'", []),
        ("a.py", "password = '********'", []),
        ("a.py", "password = '%(pw)s'", []),
        ("a.py", "password_field = 'Tr0ub4dor&3'", []),
        ("a.py", "invalid_password = 'Tr0ub4dor&3'", []),
        ("a.py", f"public_key = '{A}'", []),
        ("a.py", f"cache_key = '{A}'", []),
        ("a.py", f"key = '{A}'", []),
        ("a.py", f"next_page_token = '{A}'", []),
        ("a.py", "token = 'access_token_v2'", []),
        ("a.py", "token = '2026-11-22T10:00:00Z'", []),
        ("a.py", "secret = 'projects/shop-12/secrets/name-34'", []),
        ("a.py", "secret = r'[a-z0-9]{32,64}'", []),
        ("a.es.json", '"password": "Contraseña1!"', []),
        ("a.py", "keyboard = 'Tr0ub4dor&3'; compass = 'Tr0ub4dor&3'", []),
    ],
)
def test_what_may_be_made_up_weighs_less_and_what_is_none_nothing(path, content, expected):
    assert [weight for _, weight in weighed(path, content)] == expected


def test_what_weighs_little_is_not_said():
    assert found("shop/settings.py", "password = 'hunter'\n") == ()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("shop/settings.yaml", 1),
        ("deploy/prod.yaml", 1),
        ("shop/latest.yaml", 1),
        ("shop/cipher.py", 1),
        ("shop/attestation.go", 1),
        ("tests/settings.yaml", 0),
        ("t/unit/settings.yaml", 0),
        ("dev/settings.yaml", 0),
        ("docs/start.rst", 0),
        ("api-docs/api.yaml", 0),
        ("examples/settings.yaml", 0),
        ("config/settings.example.yaml", 0),
        ("spec/cassettes/login.yml", 0),
        ("web/lang/de.json", 0),
        (".github/workflows/ci.yml", 0),
        ("package-lock.json", 0),
        ("vendor/shop/settings.yaml", 0),
    ],
)
@pytest.mark.parametrize("rule", ["generic-assignment", "private-key"])
def test_home_made_secrets_matter_little_where_they_are_made_up(rule, path, said):
    (one,) = found(path, SAMPLES[rule])

    assert (one.severity is not Severity.LOW) == bool(said)


@pytest.mark.parametrize(
    "line",
    [f"Example: password = '{A}'", "x = 1;" * 400 + f"password = '{A}'"],
    ids=["it shows how", "no person's line"],
)
def test_a_guess_matters_little_on_a_line_of_which(line):
    assert [one.severity for one in found("shop/settings.py", line)] == [Severity.LOW]


@pytest.mark.parametrize(
    "header", ["ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: A"]
)
def test_a_private_key_behind_a_passphrase_is_no_leak(header):
    assert found("a.pem", f"-----BEGIN {header}-----\n{made(ALNUM, 64)}\n-----END RSA PRIVATE KEY-----") == ()


def test_code_about_private_keys_holds_none():
    code = 'text.replace("-----BEGIN PRIVATE KEY-----", "")' + " " * 80 + '.replace("-----END PRIVATE KEY-----", "")'

    assert found("a.java", code) == ()


def test_tokens_are_found_whatever_their_length():
    token = "gh" + "s_12345_ey" + "J" + made(URL64, 200) + "." + made(URL64, 300) + "." + made(URL64, 300)

    assert [one.rule for one in found("a.py", f'"{token}"')] == ["github-token"]


def test_one_value_in_many_places_of_a_file_is_one_secret_to_revoke():
    token, other = SAMPLES["github-token"], SAMPLES["npm-token"]

    everywhere = found("a.py", f"a = '{token}'\nb = '{other}'\nc = '{token}'\nd = '{token}'\n")
    said = [one.finding for one in identify(everywhere, {}, ())]

    assert len(everywhere) == 4
    assert [(one.start, one.message) for one in said] == [
        (1, "GitHub token in the text, in 3 places of this file"),
        (2, "Npm access token in the text"),
    ]


@pytest.mark.parametrize(("path", "severity"), [("shop/compose.yaml", "medium"), (".ci/compose.yaml", "low")])
def test_the_made_up_passwords_of_a_ci_run_are_no_leak(path, severity):
    (one,) = found(path, "PASSWORD: " + SAMPLES["generic-assignment"].partition("=")[2])

    assert one.severity == severity


def test_a_secret_says_its_lines():
    (one,) = found("a.pem", f"\n\n{SAMPLES['private-key']} RSA PRIVATE KEY-----\n")

    assert (one.start, one.end) == (3, 6)


def test_a_secret_is_named_by_its_value_and_our_key_alone():
    token = SAMPLES["github-token"]
    (here,), (there,) = found("a.py", f"x = '{token}'\n"), found("b.go", f"\n\n\ty := `{token}`")
    (other,) = found("a.py", f"x = '{token}'", salt=b"pepper")

    assert here.identity == there.identity
    assert here.identity != other.identity


@pytest.mark.parametrize(
    ("rule", "path", "severity"),
    [
        ("github-token", "shop/a.py", Severity.HIGH),
        ("github-token", "tests/test_a.py", Severity.MEDIUM),
        ("password-in-url", "shop/a.py", Severity.MEDIUM),
        ("generic-assignment", "shop/a.py", Severity.MEDIUM),
        ("generic-assignment", "tests/test_a.py", None),
        ("generic-assignment", "docs/start.md", None),
        ("json-web-token", "docs/start.md", None),
    ],
)
def test_how_bad_it_is_depends_on_how_sure_it_is(rule, path, severity):
    assert [one.severity for one in found(path, SAMPLES[rule])] == [severity or Severity.LOW]


def test_no_comment_silences_it():
    assert found("a.py", f"x = '{SAMPLES['npm-token']}'  # gitleaks:allow # noqa # nosec # pragma: allowlist secret\n")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe" + SAMPLES["npm-token"].encode() + b"\xff",
        b"\xef\xbb\xbf" + SAMPLES["npm-token"].encode() + b"\r\n",
        b"\x00 " + SAMPLES["npm-token"].encode(),
    ],
    ids=["not UTF-8", "BOM and CRLF", "NUL"],
)
def test_unusual_text_is_searched_all_the_same(content):
    assert [one.rule for one in found("a.txt", content)] == ["npm-token"]


@pytest.mark.parametrize(
    "repeated",
    [
        'token="aZ3kP9qLmX2v" ',
        'secret":"secret","',
        "password=hunter2\n",
        "Bearer aaaaaaaaaaaaaaaaaaaa ",
        "http://a:",
        "curl -u a",
        "user x password='a' ",
        "aws_secret_key_",
        "-----BEGIN RSA PRIVATE KEY-----",
        "a",
        "aeiou",
        '"',
    ],
)
def test_a_megabyte_of_decoys_takes_no_longer_than_a_sip_of_coffee(repeated):
    content = (repeated * (1_000_000 // len(repeated))).encode()
    began = time.process_time()

    assert len(found("a.js", content)) <= 200
    assert time.process_time() - began < 2.5


CONFIGURATION = """
title = "somebody's own"
[allowlist]
paths = ['''\\.svg$''']
stopwords = ["sesame"]
[[allowlists]]
targetRules = ["key"]
regexTarget = "line"
regexes = ['''# fine$''']
[[rules]]
id = "key"
description = "A key"
regex = '''(key)-([a-z0-9]+)'''
secretGroup = 2
entropy = 2.0
keywords = ["KEY-"]
[[rules.allowlists]]
condition = "AND"
paths = ['''^docs/''']
regexes = ['''^demo''']
[[rules.allowlists]]
regexTarget = "match"
regexes = ['''^key-old''']
[[rules]]
id = "path-only"
path = '''\\.p12$'''
[[rules]]
id = "composite"
regex = '''x'''
[[rules.required]]
id = "key"
[[rules]]
id = "first-group"
regex = '''pin(?:=(\\d+)|:(\\d+))'''
path = '''\\.ini$'''
[rules.allowlist]
regexes = ['''^0000$''']
"""


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.py", "key-a1b2c3", [("key", "a1b2c3")]),
        ("a.py", "key-aaaaaa", []),
        ("a.py", "key-a1b2sesame", []),
        ("a.svg", "key-a1b2c3", []),
        ("a.py", "key-a1b2c3 # fine", []),
        ("a.py", "key-a1b2c3\n# fine", [("key", "a1b2c3")]),
        ("docs/a.md", "key-demo123", []),
        ("src/a.py", "key-demo123", [("key", "demo123")]),
        ("docs/a.md", "key-a1b2c3", [("key", "a1b2c3")]),
        ("a.py", "key-old1b2c3", []),
        ("a.ini", "pin:1234", [("first-group", "1234")]),
        ("a.ini", "pin=0000", []),
        ("a.py", "pin=1234", []),
        ("a.p12", "x", []),
    ],
)
def test_the_published_format_is_understood(path, content, expected):
    hits = hits_of(read(CONFIGURATION), path, content.encode())

    assert [(hit.rule.id, content[hit.start : hit.end]) for hit in hits] == expected


@pytest.mark.parametrize(
    "line",
    [
        "regex = '''(?=ahead)x'''",
        "regex = '''x'''\n[[rules.allowlists]]\nregexTarget = \"file\"",
        "regex = '''x'''\nentropy = \"much\"",
    ],
)
def test_a_rule_that_cannot_be_used_is_named(line):
    with pytest.raises(ValueError, match="rule broken"):
        read(f'[[rules]]\nid = "broken"\n{line}\n')
