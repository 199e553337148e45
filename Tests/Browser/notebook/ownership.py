"""Identifiers in addresses are wishes: what is another person's looks like what never was."""

import uuid

from playwright.sync_api import expect


def another_persons_note_looks_exactly_like_one_that_never_was(world):
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.write("Private to the first", "text")
        person.follow("Private to the first").shows("Private to the first")
        foreign = person.path
    with world.profile() as profile:
        profile.expects("status of 404")
        person = profile.notebook()
        person.sign_in()
        seen = []
        for path in (foreign, f"/notes/{uuid.uuid4()}", "/notes/..%2F..%2Fauth", "/notes/statistics", "/notes/a%2Fb"):
            profile.expects("status of 403", "status of 400")
            person.open(path).shows("Note")
            alert = person.page.locator("main [role=alert] p").first
            expect(alert).to_be_visible()
            seen.append((person.page.locator("main").inner_html(), alert.inner_text()))
        assert seen[0] == seen[1], seen[:2]
        assert "not yours" in seen[0][1]
        answers = [one for one in world.requests("/notes/[0-9a-f-]{36}")]
        same = {(one.status, one.answer) for one in answers}
        assert len(same) == 1, same
        assert not any("Private" in text for text, _ in seen)
        assert not [one.path for one in world.api.exchanges if not one.path.startswith("/notes")], "an id led out of the notes"


def another_persons_session_id_looks_exactly_like_a_random_one(world):
    stranger = world.tessera.sign_in(world.user())["session_id"]
    with world.profile() as profile:
        profile.expects("status of 404")
        person = profile.notebook(world.lab.url)
        person.sign_in()
        answers = [person.run("url => lab.request('DELETE', url)", f"{world.proxy.url}/auth/sessions/{one}")
                   for one in (stranger, uuid.uuid4())]
        assert [one["status"] for one in answers] == [404, 404]
        bodies = [{name: value for name, value in one["body"].items() if name not in ("instance", "request_id")} for one in answers]
        assert bodies[0] == bodies[1], bodies
