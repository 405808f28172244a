"""What stands in the way of people, by their markup: found for certain, or not at all."""

import tomllib
from importlib.resources import files
from time import process_time

import pytest

from service.analyze import journey as package
from service.analyze.journey import interface, introduced, journey
from service.execute.experience import BARRIERS
from service.model import ChangedFile, Diff

RULES = tomllib.loads(files(package).joinpath("rules.toml").read_text("utf-8"))
FORM = "<form>{}</form>"

FOUND = [
    ("field-without-label", "a.html", '<form><p>Name</p><input name="who"></form>'),
    ("field-without-label", "a.html", '<label>Name</label><div><select name="who"></select></div>'),
    ("field-without-label", "a.html", '<label for="other">Name</label><p><textarea id="who"></textarea></p>'),
    ("field-without-label", "a.vue", '<template><div><input v-model="who" /></div></template>'),
    ("field-without-label", "a.tsx", "const A = () => <div><input value={who} onChange={(e) => set(e)} /></div>"),
    ("field-without-label", "a.svelte", "<script>let a = '<label>'</script><div><input bind:value={who}></div>"),
    ("placeholder-as-label", "a.html", '<div><input placeholder="Your name"></div>'),
    ("placeholder-as-label", "a.jsx", '<div><input placeholder={t("name")} /></div>'),
    ("field-without-label", "a.vue", '<template><div><input :disabled="busy" /></div></template>'),
    ("field-without-label", "a.jsx", "<div><input readOnly={locked} disabled={false} /></div>"),
    ("field-without-autocomplete", "a.html", FORM.format('<input type="password" aria-label="Password">')),
    ("field-of-type-text", "a.html", FORM.format('<input name="email" aria-label="E-mail">')),
    ("paste-blocked", "a.html", '<p><input aria-label="Again" onpaste="return false"></p>'),
    ("form-without-errors", "a.html", '<form novalidate><input aria-label="Name"></form>'),
    ("form-in-one-step", "a.html", FORM.format("".join(f'<input aria-label="{n}">' for n in range(13)))),
    ("image-without-alt", "a.html", '<img src="/logo.png">'),
    ("image-without-alt", "a.vue", '<template><p><img :src="logo" /></p></template>'),
    ("button-without-name", "a.html", '<button type="button"><i class="icon-x"></i></button>'),
    ("button-without-name", "a.html", '<button class="btn-close"></button>'),
    ("button-without-name", "a.jsx", "<div><button onClick={() => a > b}><svg><path /></svg></button></div>"),
    ("link-without-name", "a.html", '<a href="/home"><img src="/h.png"></a>'),
    ("link-says-nothing", "a.html", 'To go on, <a href="/next">click here</a>.'),
    ("frame-without-title", "a.html", '<iframe src="/map"></iframe>'),
    ("page-without-language", "a.html", "<html><body></body></html>"),
    ("page-without-title", "a.html", '<html lang="en"><head><meta name="viewport" content="x"></head></html>'),
    ("page-without-viewport", "a.html", '<html lang="en"><head><title>A</title></head></html>'),
    ("page-without-title", "a.html", '<html lang="en"><head></head><button onclick="window.close()">x</button></html>'),
    ("zoom-switched-off", "a.html", '<meta name="viewport" content="width=device-width, user-scalable=no">'),
    ("tab-order-forced", "a.html", '<p tabindex="3">First</p>'),
]

SILENT = [
    ("a label around", "a.html", "<label>Name <input></label>"),
    ("a label that names it", "a.html", '<label for="who">Name</label><div><input id="who"></div>'),
    ("aria-label", "a.html", '<div><input aria-label="Name"></div>'),
    ("labelled by", "a.html", '<div><input aria-labelledby="head"></div>'),
    ("a bound aria-label", "a.vue", '<template><p><input :aria-label="t.name"></p></template>'),
    ("an Angular label", "a.component.html", '<p><input [attr.aria-label]="name"></p>'),
    ("htmlFor", "a.jsx", '<div><label htmlFor="who">Name</label><input id="who" /></div>'),
    ("a spread", "a.jsx", "<div><input {...props} /></div>"),
    ("a bag of bindings", "a.vue", '<template><p><input v-bind="$attrs"></p></template>'),
    ("attributes by a template", "a.html", "<div><input {{ attrs }}></div>"),
    ("Django writes the label", "a.html", '{{ form.who.label_tag }}<p><input id="id_who"></p>'),
    ("an id of run time", "a.html", '<div><input id="who-{{ n }}"></div>'),
    ("a field that nobody sees", "a.html", '<div><input type="hidden"><input type="submit"><input hidden></div>'),
    ("a pot of honey", "a.html", '<div style="display: none"><input name="website"></div>'),
    ("a field component", "a.tsx", '<FormField label="Name"><p><input value={x} /></p></FormField>'),
    ("the whole component", "a.vue", '<template><input v-model="x"></template>'),
    ("an alt that is empty", "a.html", '<img src="/line.png" alt="">'),
    ("a bound alt", "a.vue", '<template><p><img src="a.png" :alt="name"></p></template>'),
    ("decoration", "a.html", '<img src="/line.png" role="presentation"><img src="/b.png" aria-hidden="true">'),
    ("a pixel", "a.html", '<img src="/count" width="1" height="1">'),
    ("text in a button", "a.html", '<button><i class="icon"></i> Save</button>'),
    ("text of run time", "a.vue", "<template><p><button><i/>{{ label }}</button></p></template>"),
    ("text of JSX", "a.jsx", "<div><button><svg/>{t('save')}</button></div>"),
    ("a component in a button", "a.jsx", "<div><button><Icon name='save' /></button></div>"),
    ("a title in a drawing", "a.html", '<a href="/"><svg><title>Home</title></svg></a>'),
    ("text by a directive", "a.vue", '<template><p><button v-text="save"><i></i></button></p></template>'),
    ("translated by an attribute", "a.html", '<button data-i18n="save"><i></i></button>'),
    ("a picture with a name", "a.html", '<a href="/"><img src="h.png" alt="Home"></a>'),
    ("a button that a script fills", "a.html", '<button id="toggle"></button>'),
    ("a link with a context", "a.html", '<a href="/n" aria-label="Next page">more</a>'),
    ("a link that says where", "a.html", '<a href="/n">Read the guide</a>'),
    ("a head that a template fills", "a.html", '<html lang="en"><head>{% block head %}{% endblock %}</head></html>'),
    ("a part of a page", "a.html", "<main><p>Text</p></main>"),
    ("a language of run time", "a.html", '<html lang="{{ lang }}"></html>'),
    ("a page that closes itself", "a.html", "<html><head></head><script>window.close()</script></html>"),
    ("a field that only shows", "a.vue", '<template><p><input :value="name" readonly></p></template>'),
    ("a field that is shut", "a.jsx", '<div><input type="email" disabled placeholder="x" /></div>'),
    ("a letter", "templates/emails/a.html", "<html><head></head><body></body></html>"),
    ("a comment", "a.html", "<!-- <img src=x> --><p>Text</p>"),
    ("a script", "a.html", "<script>html = '<img src=x>'</script>"),
    ("a string of code", "a.jsx", "const a = '<img src=x />'; const b = n <button.length"),
    ("a type", "a.tsx", "const a = useRef<HTMLImageElement>(null); type A = Map<string, input>"),
    ("a glob that looks like a comment", "a.jsx", '<label>File<input accept="image/*" /></label>; /* end */'),
    ("a group", "a.html", FORM.format("<fieldset>" + '<input aria-label="a">' * 20 + "</fieldset>")),
    ("messages of its own", "a.html", '<form novalidate><input aria-label="a"><p class="error"></p></form>'),
    ("a completed form", "a.html", '<form autocomplete="off"><input type="password" aria-label="p"></form>'),
    ("a user name or address", "a.html", FORM.format('<input name="email" aria-label="User name or e-mail">')),
    ("a natural order", "a.html", '<p tabindex="0">A</p><p tabindex="-1">B</p>'),
]


def rules(path, text):
    return [finding.rule for finding in journey({path: text.encode()})]


@pytest.mark.parametrize(("rule", "path", "text"), FOUND, ids=[f"{rule} {path}" for rule, path, _ in FOUND])
def test_what_stands_in_the_way_is_found(rule, path, text):
    assert rule in rules(path, text)


@pytest.mark.parametrize(("why", "path", "text"), SILENT, ids=[why for why, _, _ in SILENT])
def test_what_may_be_right_is_left_alone(why, path, text):
    assert rules(path, text) == []


def test_every_rule_is_shown_here_and_has_its_meaning_for_people():
    assert {rule for rule, _, _ in FOUND} == set(RULES) == set(BARRIERS)


def test_no_rule_fails_a_gate():
    assert {row["severity"] for row in RULES.values()} <= {"medium", "low"}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("web/Login.tsx", True),
        ("templates/base.html.erb", True),
        ("resources/views/home.blade.php", True),
        ("server.ts", False),
        ("nginx.conf.j2", False),
        ("tests/templates/base.html", False),
        ("docs/index.html", False),
        ("src/Button.stories.tsx", False),
        ("public/plugins/editor-5.17.0/demo.html", False),
        ("node_modules/a/index.html", False),
    ],
)
def test_interface_files_are_what_people_wrote_for_people(path, shown):
    assert interface(path) is shown


def test_a_finding_says_where_and_keeps_its_name_when_lines_move():
    text = '<main>\n\n  <img\n    src="/a.png"\n  >\n</main>'
    (before,) = journey({"a.html": text.encode()})
    (after,) = journey({"a.html": b"<p>New</p>\n" + text.encode()})

    assert (before.start, before.end, before.tool) == (3, 5, "journey")
    assert (after.start, after.end) == (4, 6)
    assert before.fingerprint == after.fingerprint
    assert before.id == after.id
    assert "a.png" not in before.message


def test_what_belongs_inside_of_an_element_may_be_written_anywhere_in_it():
    head = '<html lang="en">\n<head>\n  <title>A</title>\n{}</head>\n</html>'
    (before,) = journey({"a.html": head.format("").encode()})
    (after,) = journey({"a.html": head.format('  <link href="a.css">\n').encode()})

    assert (before.rule, before.start, before.end) == ("page-without-viewport", 2, 4)
    assert (after.start, after.end) == (2, 5)
    assert before.fingerprint == after.fingerprint


IMAGE, FIELD = b'<img src="a.png">\n', b'<p><input name="who"></p>\n'
MANY = [
    ("a new file", {}, {"a.html": IMAGE}, (), ["image-without-alt"]),
    ("as it was", {"a.html": IMAGE}, {"a.html": IMAGE + b"<p>New</p>"}, (), []),
    ("one more", {"a.html": IMAGE}, {"a.html": IMAGE * 2}, (), ["image-without-alt"]),
    ("another rule", {"a.html": IMAGE}, {"a.html": IMAGE + FIELD}, (), ["field-without-label"]),
    ("the same, rewritten", {"a.html": IMAGE}, {"a.html": b'<img class="b" src="a.png">'}, (), []),
    ("renamed", {"a.html": IMAGE}, {"b.html": IMAGE}, ("a.html",), []),
    ("carried elsewhere", {"a.html": IMAGE}, {"a.html": b"<p>x</p>", "b.html": IMAGE}, (), []),
    ("copied", {"a.html": IMAGE}, {"a.html": IMAGE, "b.html": IMAGE}, (), ["image-without-alt"]),
    ("mended", {"a.html": IMAGE}, {"a.html": b'<img src="a.png" alt="A">'}, (), []),
]


@pytest.mark.parametrize(("why", "base", "head", "renamed", "new"), MANY, ids=[row[0] for row in MANY])
def test_a_change_answers_for_what_it_brings(why, base, head, renamed, new):
    files = tuple(
        ChangedFile(path, "renamed" if renamed else "modified", old_path=renamed[0] if renamed else "") for path in head
    )

    found = introduced(head, base, Diff("b" * 40, "a" * 40, files))

    assert [finding.rule for finding in found.introduced] == new


def test_two_of_a_kind_have_two_names():
    found = journey({"a.html": b'<img src="a.png">\n<img src="a.png">'})

    assert len({finding.id for finding in found}) == 2


def test_an_area_is_part_of_a_path():
    image = b'<img src="a.png">'

    found = journey({"shop/Checkout.html": image, "shop/cart.html": image}, "checkout")

    assert [finding.path for finding in found] == ["shop/Checkout.html"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<" * 400_000,
        "<a " * 130_000,
        "<a b='" * 80_000,
        "<a b={" * 80_000,
        "<div><label>" * 30_000 + "<input>" * 20_000,
        "{{" * 200_000,
        "<!--" * 100_000,
        "<button><i>" * 40_000,
        "\ue000<input\ue000>" * 10_000,
        "<a href=x>here" + "<b>" * 100_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("path", ["a.html", "a.tsx", "a.svelte", "a.vue"])
def test_hostile_markup_ends_soon(hostile, path):
    began = process_time()
    journey({path: "\n".join(hostile[at : at + 10_000] for at in range(0, len(hostile), 10_000)).encode()})

    assert process_time() - began < 5


def test_what_nobody_wrote_by_hand_is_not_read():
    assert journey({"a.html": b'<img src="a.png">' + b" " * 600_000}) == ()
    assert journey({"a.html": b'<img src="a.png">\0'}) == ()
    assert journey({"a.html": b'<img src="a.png">' * 5_000}) == ()
