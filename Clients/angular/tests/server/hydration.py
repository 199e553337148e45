"""Loads pages that a server has rendered into Chromium, and writes what happened to them as JSON.

hydration.py ADDRESS PATH...
"""

import base64
import json
import sys

from playwright.sync_api import sync_playwright

# What the login service answers to a refresh: by its cookie, ada is signed in.
CLAIMS = {"sub": "ada", "sid": "s1", "iat": 1_800_000_000, "exp": 1_800_000_300, "auth_time": 1_800_000_000, "roles": ["admin"]}
TOKENS = {
    "access_token": ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in ({}, CLAIMS)) + ".x",
    "token_type": "Bearer", "expires_in": 300, "session_id": "s1", "generation": 1,
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def look(browser, address, path):
    """One page: its elements before and after the application has taken them over, and everything that was said."""
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.route("http://localhost:1/**", lambda route: route.fulfill(
        status=200, content_type="application/json", body=json.dumps(TOKENS),
        headers={"Access-Control-Allow-Origin": address, "Access-Control-Allow-Credentials": "true"}))
    page.route("**/api/notes", lambda route: route.fulfill(status=200, content_type="application/json", body="[]"))
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
