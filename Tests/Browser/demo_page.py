"""The demo in a tab: what a person does there, what there is to read, and what it looks like."""

import re

from playwright.sync_api import expect

from looks import look


class Demo:
    """Somebody at the demo."""

    def __init__(self, world, profile, mode="cookie"):
        self.world, self.profile, self.mode = world, profile, mode
        self.page = profile.page().page

    def open(self, fragment="#/notes"):
        query = "" if self.mode == "cookie" else f"?mode={self.mode}"
        self.page.goto(f"{self.world.proxy.url}/demo{query}{fragment}")
        return self

    def sign_in(self, name=None):
        self.name = name or self.world.user()
        self.open().shows("sign-in")
        self.page.fill("#sign-in input[name=identifier]", self.name)
        self.page.fill("#sign-in input[name=password]", self.world.tessera.password)
        self.page.click("#sign-in button")
        self.shows("notes")
        # What a sign-in sets off has come: the notes and the name.
        expect(self.page.locator("#person-name")).to_have_text(self.name)
        self.says("client", "Signed in: generation 0")
        # What follows is counted from here.
        self.world.proxy.clear()
        return self

    def shows(self, view):
        expect(self.page.locator(f"#view-{view}")).to_be_visible()
        return self

    def press(self, name):
        self.page.click(f"[data-experiment={name}]")
        return self

    def says(self, source, text, deadline=10):
        """Waits for a line of the log."""
        line = self.page.locator(f"#log li[data-source={source}] .said").filter(has_text=text).first
        expect(line).to_be_attached(timeout=deadline * 1000)
        return self

    def log(self, source):
        """What the log says, oldest first."""
        return self.page.locator(f"#log li[data-source={source}] .said").all_inner_texts()[::-1]

    def generation(self):
        return int(re.search(r"generation (\d+)", self.page.inner_text("#token-by"))[1])

    def add(self, title, text=""):
        self.page.fill("#new-note input[name=title]", title)
        self.page.fill("#new-note textarea[name=text]", text)
        self.page.click("#new-note button")
        expect(self.page.locator("#notes h2").first).to_have_text(title)
        return self

    def titles(self):
        return self.page.locator("#notes h2").all_inner_texts()

    def go(self, route):
        self.page.click(f"#routes a[data-route='/{route}']")
        return self.shows(route)

    def look(self, name):
        look(self.page, name)
