"""What the demo promises as an application: sign-in, notes, sessions, tokens, tabs, and that everybody can use it."""

import json
import re

from playwright.sync_api import expect

import lane
from demo_page import Demo

MODES = ["cookie", "memory", "session", "local", "dpop"]
PAYLOADS = ["<img src=x onerror=\"window.pwned=1\">", "<script>window.pwned=1</script>", "\"><svg onload=window.pwned=1>", "\u202egnp.exe"]
STORED = "() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"


def a_guarded_route_leads_through_registration_and_back(world):
    with world.profile() as profile:
        demo = Demo(world, profile).open("#/sessions").shows("sign-in")
        assert demo.page.url.endswith("#/sign-in?return=%2Fsessions"), demo.page.url
        demo.page.click("#to-register")
        demo.shows("register")
        demo.page.fill("#register input[name=user_name]", "x" * 3)
        demo.page.fill("#register input[name=password]", "too short")
        demo.page.click("#register button")
        assert demo.page.evaluate("document.activeElement.name") == "password", "the browser's own check holds the form back"
        demo.page.fill("#register input[name=user_name]", "ada")
        demo.page.fill("#register input[name=password]", world.tessera.password)
        demo.page.click("#register button")
        expect(demo.page.locator("#register .form-fault")).not_to_be_empty()
        name = world.name()
        demo.page.fill("#register input[name=user_name]", name)
        demo.page.click("#register button")
        demo.shows("sessions")
        expect(demo.page.locator("#person-name")).to_have_text(name)
        expect(demo.page.locator("#sessions li")).to_have_count(1)
        assert demo.page.evaluate("document.activeElement.id") == "sessions-title", "the focus goes along"
        assert demo.page.title().startswith("Sessions")


def no_return_path_leads_out_of_the_demo(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        for path in ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:window.pwned=1", "/sign-in", "/account"]:
            demo.page.goto("about:blank")
            demo.open(f"#/sign-in?{demo.page.evaluate('path => String(new URLSearchParams({return: path}))', path)}").shows("notes")
            assert demo.page.url == f"{world.proxy.url}/demo#/notes", demo.page.url


def a_wrong_password_is_said_beside_the_form(world):
    with world.profile() as profile:
        demo = Demo(world, profile).open().shows("sign-in")
        for name, kind in [("identifier", "username"), ("password", "current-password")]:
            assert demo.page.get_attribute(f"#sign-in input[name={name}]", "autocomplete") == kind
        assert demo.page.get_attribute("#register input[name=password]", "autocomplete") == "new-password"
        demo.page.fill("#sign-in input[name=identifier]", "ada")
        demo.page.fill("#sign-in input[name=password]", "not the password at all")
        demo.page.click("#sign-in button")
        expect(demo.page.locator("#sign-in .form-fault")).to_have_text("The name or the password is wrong.")


def notes_are_added_edited_deleted_and_ones_own(world):
    with world.profile() as profile, world.profile() as others:
        demo = Demo(world, profile).sign_in().add("First", "one\ntwo").add("Second")
        assert demo.titles() == ["Second", "First"]
        demo.page.click("#notes li:nth-child(2) >> text=Edit")
        demo.page.fill("#notes li:nth-child(2) input[name=title]", "First, again")
        demo.page.click("#notes li:nth-child(2) >> text=Save")
        expect(demo.page.locator("#notes h2").nth(1)).to_have_text("First, again")
        demo.page.click("#notes li:nth-child(1) >> text=Edit")
        demo.page.keyboard.press("Escape")
        demo.page.click("#notes li:nth-child(1) >> text=Delete")
        expect(demo.page.locator("#notes h2")).to_have_text(["First, again"])
        assert "Delete First, again" == demo.page.evaluate("document.activeElement.getAttribute('aria-label')"), "the focus stays near"
        demo.page.reload()
        expect(demo.page.locator("#notes h2")).to_have_text(["First, again"])
        other = Demo(world, others).sign_in()
        expect(other.page.locator("#no-notes")).to_be_visible()
        assert other.titles() == []
        # Who signs in after somebody else sees nothing of them, not even for a moment.
        demo.page.click("#sign-out")
        demo.shows("sign-in")
        assert demo.titles() == [] and demo.page.text_content("#person-name") == "" and demo.page.text_content("#claims") == ""


def without_the_notes_api_the_page_says_how_to_start_it(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        world.notes.kill()
        try:
            demo.go("sessions").go("notes")
            expect(demo.page.locator("#notes-trouble")).to_contain_text("make notes")
            assert world.api.url in demo.page.inner_text("#notes-trouble")
            expect(demo.page.locator("#new-note")).to_be_hidden()
        finally:
            world.notes.start()
        demo.page.click("#notes-trouble button")
        expect(demo.page.locator("#notes-trouble")).to_be_hidden()
        demo.add("Back again")


def every_way_of_keeping_tokens_keeps_them_where_it_says(world):
    for mode in MODES:
        with world.profile() as profile:
            demo = Demo(world, profile, mode).sign_in().add("Mine")
            expect(demo.page.locator("#token-kind")).to_have_text(re.compile("DPoP" if mode == "dpop" else "Bearer"))
            demo.page.click("#refresh")
            demo.says("client", "Refreshed: generation 1.")
            local, session = json.loads(demo.page.evaluate(STORED))
            assert ("tsr_" in str(local)) == (mode in ["local", "dpop"]), (mode, local)
            assert ("tsr_" in str(session)) == (mode == "session"), (mode, session)
            assert (profile.cookie() is not None) == (mode == "cookie")
            demo.page.reload()
            demo.shows("sign-in" if mode == "memory" else "notes")


def another_way_of_keeping_tokens_is_one_link_away(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        demo.page.click("#modes-panel summary")
        demo.page.click("#modes a[data-mode=session]")
        demo.page.wait_for_url(f"{world.proxy.url}/demo?mode=session*")
        demo.shows("sign-in")
        expect(demo.page.locator("#mode-title")).to_have_text("Session storage")
        assert world.tessera.sessions(demo.name)[0]["end"]["cause"] == "signed_out"
        assert profile.cookie() is None


def a_second_tab_shares_refreshes_and_the_end(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        other = Demo(world, profile)
        with profile.context.expect_page() as opened:
            demo.page.click("#second-tab")
        other.page = opened.value
        other.shows("notes")
        expect(other.page.locator("#person-name")).to_have_text(demo.name)
        demo.page.click("#refresh")
        demo.says("client", "Refreshed")
        other.says("client", "Another tab refreshed")
        expect(other.page.locator("#tiles .tile-other")).to_have_count(1)
        demo.page.click("#sign-out")
        other.shows("sign-in")
        expect(other.page.locator("#signed-out-why")).to_have_text("You signed out in another tab.")
        expect(demo.page.locator("#signed-out-why")).to_be_hidden()


def sessions_tell_this_device_and_how_each_ended(world):
    with world.profile() as profile:
        name = world.user()
        first = world.tessera.sign_in(name)
        demo = Demo(world, profile).sign_in(name).go("sessions")
        expect(demo.page.locator("#sessions li")).to_have_count(2)
        assert "this device" in demo.page.inner_text("#sessions li:first-child")
        demo.page.click("#sessions li:nth-child(2) button")
        expect(demo.page.locator("#sessions li")).to_have_count(1)
        demo.page.click("#ended-panel summary")
        assert "ended_elsewhere" in demo.page.inner_text("#ended-sessions")
        ended = next(one for one in world.tessera.sessions(name) if one["id"] == first["session_id"])
        assert ended["end"]["cause"] == "ended_elsewhere"
        demo.page.click("#sign-out-everywhere")
        demo.shows("sign-in")


def the_token_is_read_and_the_workbench_verifies_it(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        for panel in ["Claims", "Header"]:
            demo.page.click(f"summary >> text={panel}")
        assert re.search(r"expires in [45] minutes .* UTC", demo.page.inner_text("#claims")), demo.page.inner_text("#claims")
        assert "ES256" in demo.page.inner_text("#token-header")
        assert re.fullmatch(r"[45]:\d\d", demo.page.inner_text("#dial-clock"))
        demo.page.wait_for_selector("#inspect[href*='#token=']")
        with profile.context.expect_page() as opened:
            demo.page.click("#inspect")
        opened.value.wait_for_selector("#verdict[data-state=good]")
        assert opened.value.url == f"{world.proxy.url}/tools/token"


def text_of_notes_and_tokens_is_text(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        for text in PAYLOADS:
            demo.add(text, text)
        assert demo.titles() == PAYLOADS[::-1]
        assert demo.page.evaluate("window.pwned") is None
        assert demo.page.eval_on_selector_all("#view img, #view svg, #view script", "all => all.length") == 0


def it_is_used_by_the_keyboard_alone(world):
    with world.profile() as profile:
        demo = Demo(world, profile).open().shows("sign-in")
        name, keys = world.user(), demo.page.keyboard
        keys.press("Tab")
        assert demo.page.evaluate("document.activeElement.id") == "skip"
        keys.press("Enter")
        assert demo.page.evaluate("document.activeElement.id") == "view"
        keys.press("Tab")
        keys.type(name)
        keys.press("Tab")
        keys.type(world.tessera.password)
        keys.press("Enter")
        demo.shows("notes")
        assert demo.page.evaluate("document.activeElement.id") == "notes-title"
        keys.press("Tab")
        keys.type("By hand")
        keys.press("Enter")
        expect(demo.page.locator("#notes h2")).to_have_text(["By hand"])
        # Whoever starts an experiment keeps the focus where it was.
        demo.page.focus("[data-experiment=expire]")
        keys.press("Enter")
        demo.says("you", "responses: 200")
        assert demo.page.evaluate("document.activeElement.dataset.experiment") == "expire"


@lane.long("a sweep; the gate tries every page in one light and size")
def every_view_is_accessible_in_every_light_and_size(world):
    with world.profile() as profile:
        demo = Demo(world, profile).open().shows("sign-in")
        demo.look("demo-sign-in")
        demo.open("#/register").shows("register")
        demo.look("demo-register")
        demo.sign_in()
        demo.look("demo-empty")
        demo.add("Reading list", "RFC 6749, then 7519, then 9449.\nThe drafts can wait.")
        demo.add("Watchword for tonight", "Pass the tessera on, from tent to tent, and back to the commander before the second watch.")
        demo.press("expire").says("you", "responses: 200").press("lose").says("client", "Refreshed: generation 2.")
        demo.press("spoil").says("you", "in the end: 200")
        demo.look("demo-notes")
        demo.page.click("#notes li:nth-child(1) >> text=Edit")
        for panel in ["#modes-panel", "#token details:nth-of-type(1)", "#token details:nth-of-type(2)"]:
            demo.page.click(f"{panel} summary")
        demo.look("demo-open")
        world.tessera.sign_in(demo.name)
        demo.go("sessions")
        demo.page.click("#sessions li:nth-child(2) button")
        demo.page.click("#ended-panel summary")
        demo.look("demo-sessions")
        demo.press("offline").go("notes")
        expect(demo.page.locator("#notes-trouble, #notes h2").first).to_be_visible()
        demo.look("demo-offline")
        demo.press("offline").says("client", "Online again.").press("revoke").shows("sign-in")
        expect(demo.page.locator("#signed-out-why")).to_be_visible()
        demo.look("demo-ended")
