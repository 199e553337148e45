"""Every page as people meet it: pictures, accessibility, the keyboard, other languages, small windows."""

from playwright.sync_api import expect

import lane
from looks import look
from notebook_person import PASSWORD

LONG = "A note whose title is so long that it needs more than one line on the screen of a phone"
TOKEN = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6InJvb2YifQ.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUuY29tIiwic3ViIjoiYWRhIiwiZXhwIjoxNzk2MDc5MTEwLCJyb2xlcyI6WyJhZG1pbiJdfQ.r4x5J0eX2mQhN8b1YkDq0c3VwTzLsGfUaPnIoReKtBv"
NARROW = "() => document.documentElement.scrollWidth"


@lane.long("a sweep over all pages; the gate tries the keyboard and the words")
def every_page_is_accessible_and_has_its_pictures(world):
    with world.profile() as profile:
        profile.expects("status of 401", "status of 422")
        person = profile.notebook().open("/").shows("Sign in")
        look(person.page, "angular-login")
        person.press("Sign in", "main").fault("identifier")
        look(person.page, "angular-login-empty")
        person.open("/register").shows("Register").fill(user_name="ada", new_password="short").press("Register", "main").fault("new-password")
        look(person.page, "angular-register")
        person.sign_in(world.admin())
        look(person.page, "angular-notes-empty")
        for title, text in [("Watchword for tonight", "Pass the tessera on, from tent to tent, and back to the commander before the second watch."),
                            ("Reading list", "RFC 6749, then 7519, then 9449."), ("Shopping", "bread\nolives\ncheese\nwine"), (LONG, "")]:
            person.write(title, text)
        look(person.page, "angular-notes")
        person.follow("Reading list").shows("Reading list")
        look(person.page, "angular-note")
        person.fill(text="changed").follow("‹ All notes")
        expect(person.page.locator("dialog[open]")).to_be_visible()
        look(person.page, "angular-question")
        person.press("Leave", "dialog").shows("Notes")
        for path, heading in [("/profile", "Profile"), ("/sessions", "Sessions"), ("/admin", "Administration"), ("/erase", "Delete all notes"),
                              ("/confirm", "Is it still you?"), ("/storage", "Storage"), ("/denied", "Not for this account"), ("/nowhere", "Nothing here")]:
            person.open(path).shows(heading)
            expect(person.page.locator(".skeleton")).to_have_count(0)
            look(person.page, f"angular-{heading.lower().replace(' ', '-').strip('?')}")
        person.open("/token").shows("Token").fill(pasted=TOKEN)
        look(person.page, "angular-token")
        person.page.click("summary.button")
        look(person.page, "angular-menu")
        person.page.emulate_media(forced_colors="active")
        from axe_playwright_python.sync_playwright import Axe
        for path in ("/", "/token", "/storage", "/sessions"):
            person.open(path)
            expect(person.page.locator("main h1")).to_be_visible()
            found = Axe().run(person.page).response["violations"]
            assert found == [], (path, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found])
        person.page.emulate_media(forced_colors="none")
        person.run("() => { violations.length = 0; }")
        # axe puts a style into the page to measure it; nothing else may be refused.
        profile.violations[:] = [one for one in profile.violations if not one.startswith("style-src")]
        profile.said[:] = [text for text in profile.said if "style" not in text]
        profile.expects("inline style")


def a_whole_visit_needs_no_mouse(world):
    name = world.user()
    with world.profile() as profile:
        person = profile.notebook().open("/").shows("Sign in")
        page, keys = person.page, person.page.keyboard

        def tab_to(words, limit=40):
            for _ in range(limit):
                keys.press("Tab")
                focus = person.run("() => { const one = document.activeElement; return [one.labels?.[0]?.innerText ?? one.innerText, getComputedStyle(one).outlineStyle]; }")
                if focus[0].strip().startswith(words):
                    assert focus[1] != "none", f"nobody sees that {words} has the focus"
                    return
            raise AssertionError(f"no way to {words} by the keyboard")

        keys.press("Tab")
        assert page.evaluate("() => document.activeElement.className") == "skip"
        keys.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "main"
        tab_to("User name or e-mail address")
        keys.type(name)
        tab_to("Password")
        keys.type(PASSWORD)
        keys.press("Enter")
        person.shows("Notes")
        assert page.evaluate("() => document.activeElement.tagName") == "H1", "a new page begins at its heading"
        tab_to("Title")
        keys.type("By keys")
        tab_to("Text")
        keys.type("alone")
        tab_to("Add note")
        keys.press("Enter")
        expect(page.locator(".note h2")).to_have_text("By keys")
        tab_to("By keys")
        keys.press("Enter")
        person.shows("By keys")
        tab_to("Text")
        keys.type("more ")
        tab_to("Delete")
        keys.press("Enter")
        expect(page.locator("dialog[open]")).to_be_visible()
        keys.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert page.evaluate("() => document.activeElement.innerText") == "Delete", "the dialog gives the focus back"
        page.keyboard.press("Shift+Tab")
        keys.press("Enter")
        expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
        person.run("() => document.querySelector('.skip').focus()")
        tab_to("Look and language")
        keys.press("Enter")
        tab_to("As the system")
        keys.press("ArrowDown")
        assert page.evaluate("() => document.documentElement.dataset.theme") == "light"
        keys.press("Escape")
        expect(page.locator(".menu-panel")).to_be_hidden()
        person.run("() => document.querySelector('.skip').focus()")
        tab_to("Sign out")
        keys.press("Enter")
        person.shows("Sign in")


@lane.long("a sweep of looks")
def a_longer_language_and_a_small_window_clip_nothing(world):
    with world.profile() as profile:
        person = profile.notebook(f"{world.app.url}/en-XA")
        name = world.admin()
        person.open("/login").page.fill("#identifier", name)
        person.fill(password=PASSWORD).page.click("form button")
        expect(person.page.locator(".who")).to_contain_text(name)
        for path in ("/", "/profile", "/sessions", "/admin", "/token", "/storage", "/erase", "/confirm", "/denied", "/nowhere"):
            person.open(path)
            expect(person.page.locator("main h1")).to_be_visible()
            for width in (320, 360, 390, 1280):
                person.page.set_viewport_size({"width": width, "height": 800})
                assert person.run(NARROW) <= width, (path, width, person.run(NARROW))
                clipped = person.run("""() => [...document.querySelectorAll("main button, main a, main label, main h1, main h2, main p, header button, header a.button")]
                    .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== "visible" && !one.closest(".unseen"))
                    .map(one => one.outerHTML.slice(0, 120))""")
                assert clipped == [], (path, width, clipped)
                outside = person.run("""() => [...document.querySelectorAll(".tabs a, .person > *")].filter(one => {
                    const {left, right} = one.getBoundingClientRect();
                    return one.checkVisibility() && (left < 0 || right > innerWidth || one.closest(".tabs, .person").scrollWidth > one.closest(".tabs, .person").clientWidth);
                }).map(one => one.outerHTML.slice(0, 120))""")
                assert outside == [], f"cut off in the bar on top at {width} px: {outside}"
                small = person.run("""() => [...document.querySelectorAll("button, a.button, input:not([type=radio]), summary, nav a")]
                    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 120))""")
                assert small == [], (path, width, small)
            untranslated = person.run("""() => {
                const plain = [];
                const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const {data, parentElement} = walker.currentNode;
                    if (parentElement.closest("[translate=no], .who, code, time, dt, dd, .device, .note, .dial-clock")) continue;
                    if (/[A-Za-z]{4,}/.test(data) && !/[^\\x00-\\x7f]/.test(data)) plain.push(data.trim());
                }
                return plain;
            }""")
            assert [text for text in untranslated if name not in text and "127.0.0.1" not in text] == [], (path, untranslated)


def german_is_another_build_with_the_same_address(world):
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.open("/sessions?a=1#b").shows("Sessions")
        person.page.click("summary.button")
        with person.page.expect_navigation():
            person.page.get_by_label("Deutsch").click()
        person.shows("Sitzungen")
        assert person.path == "/de/sessions?a=1#b", person.path
        assert person.run("() => document.documentElement.lang") == "de"
        person.press("Abmelden", "header")
        person.shows("Anmelden")
        assert person.path.startswith("/de/login")


def the_colours_that_were_chosen_are_there_again_after_a_reload(world):
    with world.profile() as profile:
        person = profile.notebook().open("/token").shows("Token")
        for theme, ground in (("dark", "rgb(22, 19, 17)"), ("light", "rgb(248, 244, 237)")):
            person.page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
            person.page.click("summary.button")
            person.page.check(f"input[name=theme][value={theme}]")
            person.page.reload()
            person.shows("Token")
            assert person.run("() => document.documentElement.dataset.theme") == theme
            assert person.run("() => getComputedStyle(document.body).backgroundColor") == ground
