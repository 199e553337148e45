"""Open redirects: ways to write another host so that it looks like a path."""

import itertools
import urllib.parse

from targets import PASSWORD
from visitors import Visitor
from world import STRANGER
from watched import watched

HOST = STRANGER


def _spellings(own):
    """Return paths that lead away, or that some browser or library once led away by."""
    slashes = ["//", "///", "////", "/\\", "\\/", "\\\\", "/\t/", "/\n/", "/\r/", "\t//", "\n//", " //", "/%2f", "/%5c", "%2f%2f", "%5c%5c", "/%09/", "/%0a/", "/.//",
               "/..//", "/./\\", "/;//", "/?//", "/#//", "//\u200b", "/\u00a0/", "\ufeff//", "\u2028//", "/\u2215", "\uff0f\uff0f", "\u3002//", "/%00/", "\u0000//",
               "//%09", "/%252f", "/%c0%af", "/x/..//", "/x//../..//", "/account/..//", "/%2e%2e//", "/.%2f/", "\\\t\\", "/\\/\\/", "\\//", "/\u2044"]
    schemes = ["http:", "https:", "HTTPS:", "https:/", "https://", "https:///", "https:\\\\", "https:%2f%2f", "hTTps:\t//", "h\tttps://", "\thttps://", " https://", "https:////",
               "http:/\\/\\", "ftp://", "ws://", "//https://", "/https://", "///https://", "https://\u00ad", "view-source:https://", "filesystem:https://", "blob:https://"]
    yield from (prefix + HOST + suffix for prefix, suffix in itertools.product(slashes, ("", "/x")))
    yield from (prefix + HOST for prefix in schemes)
    yield from ["javascript:location='https://" + HOST + "'", "JavaScript:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>location='https://" + HOST + "'</script>",
                "vbscript:msgbox(1)", "about:blank", "file:///etc/passwd", "mailto:x@" + HOST, "intent://" + HOST]
    authority = own.split("//", 1)[1]
    scheme = own.split("//", 1)[0]
    yield from [f"{own}@{HOST}", f"{own}.{HOST}", f"{own}:80@{HOST}/", f"{scheme}//{HOST}#{own}", f"{scheme}//{HOST}?{own}", f"{scheme}//{HOST}\\@{authority}",
                f"{scheme}//{authority}\\@{HOST}", f"{scheme}//{HOST}%23@{authority}", f"{own}%2f@{HOST}", f"{own}%00.{HOST}", f"{own}\t.{HOST}", f"{own}\\.{HOST}",
                f"{own}%5c@{HOST}", f"{own}0", f"//{authority}@{HOST}", f"//{HOST}/{authority}", f"//{authority}\\@{HOST}", f"{scheme}//user:secret@{authority}/",
                f"{own.upper()}@{HOST}", f"{scheme}//[::1]@{HOST}", f"{own}//{HOST}", f"{own}/\\{HOST}", f"{own}/..//{HOST}", f"{own};@{HOST}", f"{own},@{HOST}"]
    yield from ["/account\r\nLocation: https://" + HOST, "/account\nSet-Cookie: a=b", "/account%0d%0aLocation:%20https://" + HOST, "/account\u560a\u560dLocation: x", "/\u0085/" + HOST,
                "", " ", ".", "..", "account", "?x", "#x", "/" * 3000, "/" + "a" * 5000, "/account\u0000", "/account\ud7ff", "/%", "/%zz", "/%ff"]


def every_sign_in_ends_on_this_server(world):
    target = world.tessera
    spellings, visitor = list(dict.fromkeys(_spellings(target.url))), Visitor(target)
    assert len(spellings) > 150, len(spellings)
    found, token = {}, visitor.form_token("/login")
    for text in spellings:
        visitor.cookies.pop("__Host-tessera-refresh", None)
        answer = visitor.submit("/login", {"identifier": "ada", "password": PASSWORD, "return": text}, token=token)
        assert answer.status == 303, f"{text!r}: {answer.status} {answer.text()[:300]}"
        assert len(answer.all("Location")) == 1 and not answer.all("Refresh"), text
        found[text] = answer.header("Location")
    _resolves_to_own(world, target, found)


def every_link_and_field_of_the_pages_stays_on_this_server(world):
    target, found = world.tessera, {}
    visitor = Visitor(target).sign_in("ada")
    with watched(world, target.url) as page:
        page.goto(f"{target.url}/")
        for number, text in enumerate(dict.fromkeys(_spellings(target.url))):
            # Each spelling meets the two places of the sign-in, and the other pages take turns.
            for path in ("/login", "/login?notice=signed-in&", *(["/register", "/account"] if number % 8 == 0 else [])):
                join = "" if path.endswith("&") else "?"
                try:
                    answer = visitor.open(path + join + "return=" + urllib.parse.quote(text.encode("utf-8", "surrogatepass")))
                except ValueError as error:
                    raise AssertionError(f"{text!r}: {error}") from error
                assert answer.status in (200, 303, 400, 414), f"{path} {text!r}: {answer.status}"
                for location in answer.all("Location"):
                    found[f"{path} {text}"] = location
                if answer.status == 200:
                    found[f"{path} {text} page"] = answer.text()
        documents = {name: text for name, text in found.items() if name.endswith(" page")}
        assert len(documents) > 300, len(documents)
        strangers = page.context.new_page().evaluate(
            """([documents, base]) => { """ + _links() + """
            return Object.entries(documents).map(([name, text]) => [name, links(text, base)]).filter(([, found]) => found.length); }""", [documents, target.url])
        assert not strangers, strangers[:5]
    _resolves_to_own(world, target, {name: text for name, text in found.items() if name not in documents})


def a_browser_that_follows_ends_on_this_server(world):
    target = world.secure
    texts = [f"//{HOST}:{world.attacker.secure_port}/", f"/\\{HOST}:{world.attacker.secure_port}/", f"https://{HOST}:{world.attacker.secure_port}/", f"/\t/{HOST}/", f"{target.url}@{HOST}/",
             f"/%2f{HOST}", "javascript:alert(1)", f"/..//{HOST}:{world.attacker.secure_port}/", f"{target.url}.{HOST}/"]
    with watched(world, target.url) as page:
        for text in texts:
            page.context.clear_cookies()
            page.goto(f"{target.url}/login?return={urllib.parse.quote(text)}")
            page.fill("input[name=identifier]", "ada")
            page.fill("input[name=password]", PASSWORD)
            # Whoever could change the hidden field gets no further either.
            page.evaluate("text => { document.querySelector('form[action=\"/login\"] input[name=return]').value = text; }", text)
            page.click("form[action='/login'] button")
            page.wait_for_url(f"{target.url}/account*")
            page.goto(f"{target.url}/login?return={urllib.parse.quote(text)}")
            page.click("a.button")
            page.wait_for_url(f"{target.url}/account*")
        # A path of ours is followed: else the above would hold for a server that follows nothing.
        page.goto(f"{target.url}/login?return=%2Fdocs")
        page.click("a.button")
        page.wait_for_url(f"{target.url}/docs")


def the_clients_return_path_stays_on_its_origin(world):
    target = world.tessera
    with watched(world, target.url) as page:
        page.goto(f"{target.url}/")
        wrong, followed = page.evaluate("""async texts => {
            const {safeReturnPath} = await import('/assets/tessera-client.js');
            const wrong = texts.map(text => [text, safeReturnPath(text)])
                .filter(([, path]) => new URL(path, location.href).origin !== location.origin || !path.startsWith('/') || path.startsWith('//'));
            return [wrong, safeReturnPath('/notes?page=2#top')];
        }""", [text for text in _spellings(target.url)])
        assert not wrong, wrong
        assert followed == "/notes?page=2#top", followed


def the_demos_return_path_stays_on_its_origin(world):
    target = world.tessera
    world.notes
    with watched(world, target.url, extra_hosts=(world.notes.url,)) as page:
        for text in [f"//{HOST}/", f"/\\{HOST}", f"https://{HOST}/", "javascript:alert(1)", f"/%2f%2f{HOST}"]:
            for address in (f"/demo?return={urllib.parse.quote(text)}", f"/demo#/login?return={urllib.parse.quote(text)}", f"/demo#return={urllib.parse.quote(text)}"):
                page.goto(target.url + address)
                page.wait_for_load_state()
                assert page.url.startswith(f"{target.url}/demo"), page.url


def _links():
    from watched import ADDRESSES
    return ADDRESSES + """
    function links(text, base) { return strangers(new DOMParser().parseFromString(text, 'text/html'), base + '/login'); }"""


def _resolves_to_own(world, target, found):
    """Chromium's own reading of each address, as `Location` of an answer of /login."""
    page = world.context().new_page()
    wrong = page.evaluate("""([found, own]) => Object.entries(found).filter(([, location]) => {
        try { return new URL(location, own + '/login').origin !== own; } catch { return true; }
    })""", [found, target.url])
    page.context.close()
    assert not wrong, wrong[:5]
