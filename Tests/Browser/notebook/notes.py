"""A person's notes: changed, deleted after a question, and never by mistake."""

from playwright.sync_api import expect


def a_note_is_deleted_after_the_question_and_not_before(world):
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        for title in ("First", "Second"):
            person.write(title)
        delete = person.page.locator(".note").first.get_by_role("button")
        delete.click()
        expect(person.page.locator("dialog[open]")).to_contain_text("Second")
        person.press("Keep it", "dialog")
        expect(person.page.locator("dialog[open]")).to_have_count(0)
        delete.click()
        person.page.keyboard.press("Escape")
        expect(person.page.locator("dialog[open]")).to_have_count(0)
        assert person.titles() == ["Second", "First"]
        delete.click()
        person.press("Delete", "dialog")
        expect(person.page.locator(".note h2")).to_have_text(["First"])
        assert len(world.requests("/notes/.*", "DELETE")) == 1, "something was deleted without an answer"
        # And on the note's own page.
        person.follow("First").shows("First").press("Delete", "main").press("Keep it", "dialog")
        expect(person.page.locator("dialog[open]")).to_have_count(0)
        assert len(world.requests("/notes/.*", "DELETE")) == 1
        person.press("Delete", "main").press("Delete", "dialog").shows("Notes")
        expect(person.page.locator(".empty")).to_be_visible()


def a_changed_note_is_saved_whole(world):
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.write("Before", "one\ntwo")
        person.follow("Before").shows("Before")
        assert person.page.input_value("#text") == "one\ntwo"
        person.fill(title="After", text="<b>three</b>\n  four").press("Save").shows("After")
        expect(person.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
        person.page.reload()
        person.shows("After")
        assert person.page.input_value("#text") == "<b>three</b>\n  four"
        person.follow("‹ All notes").shows("Notes")
        assert person.titles() == ["After"]
