"""What holds for every page as it is seen: accessible, no wider than its window, and with its pictures taken."""

from axe_playwright_python.sync_playwright import Axe

from screenshots import take


def look(page, name):
    """Holds the page as it is against axe, light on a desk and dark on a phone, and takes its pictures."""
    page.evaluate("scrollTo(0, 0)")
    for scheme, width in [("light", 1280), ("dark", 390)]:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page).response["violations"]
        assert found == [], (name, scheme, width, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found])
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name}: {wide} px are needed where {width} px are there"
    take(page, name)
