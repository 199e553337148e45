"""What the pages that the server writes itself promise: they need no script, everybody can use them, and they share the session
with the client."""

from playwright.sync_api import expect

from looks import look


def _fill(page, **fields):
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)


def _sign_in(world, page, name, path="/login"):
    page.goto(f"{world.proxy.url}{path}")
    _fill(page, identifier=name, password=world.tessera.password)
    page.press("[name=password]", "Enter")


def an_account_is_made_used_and_deleted_without_a_script(world):
    with world.profile(java_script_enabled=False) as profile:
        page, name = profile.page().page, world.name()
        page.goto(f"{world.proxy.url}/login")
        page.get_by_role("link", name="Register").last.click()
        _fill(page, user_name=name, password=world.tessera.password)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/account?notice=registered")
        page.fill("[name=display_name]", "Ada Lovelace")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/account?notice=*")
        expect(page.locator("h1")).to_have_text("Ada Lovelace")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download your data").click()
        assert "Ada Lovelace" in download.value.path().read_text()
        page.locator("form[action$='/account/delete'] [name=password], form[action$='/account/delete'] [name=current_password]").fill(world.tessera.password)
        page.get_by_role("button", name="Delete my account permanently").click()
        page.wait_for_load_state()
        page.goto(f"{world.proxy.url}/account")
        assert "/login" in page.url, page.url
        _sign_in(world, page, name)
        expect(page.get_by_role("alert")).to_be_visible()


def a_session_of_another_device_is_ended_without_a_script(world):
    name = world.user()
    world.tessera.sign_in(name)
    with world.profile(java_script_enabled=False) as profile:
        page = profile.page().page
        _sign_in(world, page, name, "/login?return=/account")
        page.wait_for_url("**/account*")
        assert [one["end"] for one in world.tessera.sessions(name)].count(None) == 2
        page.locator("form[action*='/end'] button").first.click()
        page.wait_for_url("**/account?notice=*")
        assert [one["end"] for one in world.tessera.sessions(name)].count(None) == 1
        expect(page.get_by_text("this device")).to_be_visible()


def who_signs_in_on_a_page_is_signed_in_at_the_demo_and_the_other_way_round(world):
    name = world.user()
    with world.profile() as profile:
        page = profile.page().page
        _sign_in(world, page, name, "/login?return=/demo%23/notes")
        page.goto(f"{world.proxy.url}/demo#/notes")
        expect(page.locator("#person-name")).to_have_text(name)
        page.goto(f"{world.proxy.url}/account")
        page.locator("header form button").click()
        page.wait_for_load_state()
        page.goto(f"{world.proxy.url}/demo#/notes")
        expect(page.locator("#view-sign-in")).to_be_visible()
    with world.profile() as profile:
        page = profile.page().page
        page.goto(f"{world.proxy.url}/demo#/notes")
        page.fill("#sign-in input[name=identifier]", name)
        page.fill("#sign-in input[name=password]", world.tessera.password)
        page.click("#sign-in button")
        expect(page.locator("#view-notes")).to_be_visible()
        page.goto(f"{world.proxy.url}/account")
        expect(page.locator("h1")).to_have_text(name)


def password_managers_find_their_fields(world):
    with world.profile() as profile:
        page = profile.page().page
        page.goto(f"{world.proxy.url}/login")
        assert page.get_attribute("[name=identifier]", "autocomplete") == "username"
        assert page.get_attribute("[name=password]", "autocomplete") == "current-password"
        page.goto(f"{world.proxy.url}/register")
        assert page.get_attribute("[name=user_name]", "autocomplete") == "username"
        assert page.get_attribute("[name=password]", "autocomplete") == "new-password"


def everybody_can_use_every_page(world):
    name = world.user()
    with world.profile() as profile:
        page = profile.page().page
        for path, picture in [("/", "start"), ("/login", "login"), ("/register", "register"), ("/setup", "setup"), ("/docs", "docs")]:
            page.goto(f"{world.proxy.url}{path}")
            page.wait_for_load_state("networkidle")
            look(page, picture)
        page.goto(f"{world.proxy.url}/login")
        _fill(page, identifier=name, password="not the password at all")
        page.press("[name=password]", "Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        assert page.input_value("[name=identifier]") == name and page.input_value("[name=password]") == ""
        look(page, "login-refused")
        _sign_in(world, page, name)
        page.wait_for_url("**/account*")
        look(page, "account")
