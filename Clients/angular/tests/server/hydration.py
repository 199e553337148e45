"""Loads pages that a server has rendered into Chromium, and writes what happened to them as JSON.

hydration.py ADDRESS PATH...
"""

import json
import sys

from playwright.sync_api import sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def look(browser, address, path):
    """One page: its elements before and after the application has taken them over, and everything that was said."""
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    # The login service knows nobody.
    page.route("http://localhost:1/**", lambda route: route.fulfill(
        status=204, headers={"Access-Control-Allow-Origin": address, "Access-Control-Allow-Credentials": "true"}))
    page.add_init_script("""
        window.violations = [];
        addEventListener("securitypolicyviolation", event => violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
        // The element that the server wrote, to see whether it is still there afterwards.
        addEventListener("DOMContentLoaded", () => { window.rendered = document.querySelector("h1"); });
    """)
    page.goto(address + path)
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_timeout(1500)
    seen = page.evaluate("""() => ({
        text: document.querySelector("trial-root").innerText,
        kept: window.rendered !== null && window.rendered === document.querySelector("h1"),
        violations: window.violations,
        hydrated: document.querySelector("[ngh]") === null,
        address: location.pathname + location.search,
    })""")
    page.close()
    return {**seen, "said": said}


def main():
    address, *paths = sys.argv[1:]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        print(json.dumps({path: look(browser, address, path) for path in paths}))
        browser.close()


main()
