"""An account from its first day to its last, and every refusal at the field that it is about."""

import json
import urllib.error

from playwright.sync_api import expect

from notebook_person import PASSWORD

NEXT = f"{PASSWORD} of another day"


def an_account_is_made_and_each_refusal_stands_at_its_field(world):
    taken, name = world.user(), world.name()
    with world.profile() as profile:
        profile.expects("status of 409", "status of 422")
        person = profile.notebook().open("/register").shows("Register")
        person.press("Register", "main")
        assert "fill this in" in person.fault("user-name")
        person.fill(user_name=name, new_password="short").press("Register", "main")
        assert "15 characters" in person.fault("new-password")
        person.fill(new_password="passwordpassword", email="no address").press("Register", "main")
        assert "e-mail address" in person.fault("email")
        assert not world.proxy.asked("/auth/register"), "what the page could refuse was sent"
        person.fill(email="").press("Register", "main")
        assert person.fault("new-password"), "the server's refusal of a common password"
        person.fill(user_name=taken, new_password=PASSWORD).press("Register", "main")
        assert "taken" in person.fault("user-name")
        person.fill(user_name=name).press("Register", "main").shows("Notes")
        expect(person.page.locator(".who")).to_contain_text(name)


def a_press_on_a_button_or_a_link_hits_it_though_a_field_says_what_is_wrong(world):
    """A person presses for a tenth of a second or longer; the field loses the focus when that begins."""
    for place, role, name in (("/register", "button", "Register"), ("/login", "link", "Register")):
        with world.profile() as profile:
            person = profile.notebook().open(place).shows("Register" if place == "/register" else "Sign in")
            field = person.page.locator("#new-password" if place == "/register" else "#password")
            field.fill("short" if place == "/register" else "")
            field.focus()
            box = person.page.locator("main").get_by_role(role, name=name, exact=True).bounding_box()
            mouse = person.page.mouse
            mouse.move(box["x"] + box["width"] / 2, box["y"] + 3)
            mouse.down()
            expect(field).not_to_be_focused()
            person.run("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            mouse.up()
            if place == "/register":
                person.fault("user-name")
                assert "15 characters" in person.page.locator("#new-password-faults").inner_text()
            else:
                person.shows("Register").at("/register")


def a_wrong_password_is_told_above_the_button_and_signs_nobody_in(world):
    name = world.user()
    with world.profile() as profile:
        profile.expects("status of 401")
        person = profile.notebook().open("/login").shows("Sign in")
        person.fill(identifier=name, password="wrong").press("Sign in", "main")
        expect(person.page.locator("[role=alert] .banner")).to_have_text("The name or the password is wrong.")
        assert person.page.input_value("#password") == "wrong", "what was typed is kept"
        assert world.refreshes() == []


def names_are_changed_and_each_refusal_stands_at_its_field(world):
    taken, name = world.user(), world.name()
    with world.profile() as profile:
        profile.expects("status of 401", "status of 409", "status of 422")
        person = profile.notebook()
        mine = person.sign_in(path="/login?return=/profile")
        person.shows("Profile").fill(display_name="Ada Lovelace").press("Save")
        expect(person.page.locator(".who")).to_contain_text("Ada Lovelace")
        person.fill(user_name=name).press("Save")
        assert "fill this in" in person.fault("names-password")
        person.fill(names_password="wrong").press("Save")
        assert "wrong" in person.fault("names-password")
        person.fill(user_name=taken, names_password=PASSWORD).press("Save")
        assert "taken" in person.fault("user-name")
        person.fill(user_name=name).press("Save")
        expect(person.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
        assert world.tessera.call("/auth/me", token=world.tessera.sign_in(name)["access_token"])["display_name"] == "Ada Lovelace"
        assert mine not in world.tessera.command("user", "list")


def a_password_is_changed_and_each_refusal_stands_at_its_field(world):
    with world.profile() as profile:
        profile.expects("status of 401", "status of 422")
        person = profile.notebook()
        name = person.sign_in(path="/login?return=/profile")
        other = world.tessera.sign_in(name)["session_id"]
        person.shows("Profile").fill(current_password="wrong", new_password=NEXT).press("Change password")
        assert "wrong" in person.fault("current-password")
        person.fill(current_password=PASSWORD, new_password="passwordpassword").press("Change password")
        assert person.fault("new-password")
        person.fill(new_password=NEXT).press("Change password")
        expect(person.page.get_by_role("status").filter(has_text="has been changed")).to_be_visible()
        assert next(one for one in world.tessera.sessions(name) if one["id"] == other)["end"]["cause"] == "password_changed"
        person.follow("Notes", "header").shows("Notes")
        person.sign_out().shows("Sign in").fill(identifier=name, password=NEXT).press("Sign in", "main").shows("Notes")


def all_that_is_kept_is_given_in_one_file_after_the_password(world):
    with world.profile() as profile:
        profile.expects("status of 401", "status of 422")
        person = profile.notebook()
        name = person.sign_in(path="/login?return=/profile")
        person.shows("Profile").fill(export_password="wrong").press("Download your data")
        assert "wrong" in person.fault("export-password")
        assert not world.proxy.asked("/auth/me/export", "GET"), "data were fetched without the password"
        with person.page.expect_download() as download:
            person.fill(export_password=PASSWORD).press("Download your data")
        with open(download.value.path(), encoding="utf-8") as file:
            document = json.load(file)
        assert document["account"]["user_name"] == name and document["sessions"], document
        assert download.value.suggested_filename == "notebook-account.json"


def an_account_is_deleted_after_the_password_and_a_question(world):
    with world.profile() as profile:
        profile.expects("status of 401", "status of 422", "status of 400")
        person = profile.notebook()
        name = person.sign_in(path="/login?return=/profile")
        person.shows("Profile").fill(delete_password="wrong").press("Delete my account for good")
        assert "wrong" in person.fault("delete-password")
        person.fill(delete_password=PASSWORD).press("Delete my account for good").press("Keep it", "dialog")
        assert not world.proxy.asked("/auth/me", "DELETE")
        person.press("Delete my account for good").press("Delete my account", "dialog").shows("Sign in")
        assert "deleted" in person.why()
        assert "return" not in person.path, "there is no way back to a page of a deleted account"
        try:
            world.tessera.sign_in(name)
        except urllib.error.HTTPError as refusal:
            assert refusal.code == 401
        else:
            raise AssertionError("the account is still there")
