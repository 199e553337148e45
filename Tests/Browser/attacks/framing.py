"""Clickjacking: a page that another page shows in a frame, or opens and keeps hold of."""

from playwright.sync_api import TimeoutError

from world import NAME, SIBLING, STRANGER

FRAMES = """async urls => {
    const made = urls.flatMap((url, index) => ['iframe', 'object', 'embed'].slice(0, index ? 1 : 3).map(kind => {
        const element = document.createElement(kind);
        const done = new Promise(resolve => { element.onload = element.onerror = resolve; setTimeout(resolve, 1500); });
        try {
            element[kind === 'object' ? 'data' : 'src'] = url;
            document.body.append(element);
        } catch { return [element, null]; }  // the page's own policy forbids it
        return [element, done];
    }));
    await Promise.all(made.map(([, done]) => done));
    return made.map(([element]) => { try { return element.contentDocument?.body?.textContent?.trim() || ''; } catch { return ''; } });
}"""


def no_page_shows_itself_in_a_frame(world):
    target, context = world.secure, world.context()
    urls = [target.url + path for path in _paths(world)]
    page = context.new_page()
    for origin in (f"https://{STRANGER}:{world.attacker.secure_port}", f"https://{SIBLING}:{world.attacker.secure_port}",
                   f"https://{NAME}:{world.attacker.secure_port}", target.url):
        page.goto(f"{origin}/")
        read = page.evaluate(FRAMES, urls)
        assert not any(read), (origin, read)
        shown = [frame.url for frame in page.frames[1:] if frame.url.startswith(target.url)]
        assert not shown, f"{origin} shows {shown}"
    context.close()


def a_frame_of_a_page_that_allows_it_is_seen(world):
    # Proves that the test above looks at the right thing.
    context = world.context()
    page = context.new_page()
    page.goto(f"https://{STRANGER}:{world.attacker.secure_port}/")
    page.evaluate(FRAMES, [f"https://{SIBLING}:{world.attacker.secure_port}/inside"])
    assert any(frame.url.endswith("/inside") for frame in page.frames[1:]), [frame.url for frame in page.frames]
    context.close()


def an_opener_keeps_no_hold_of_a_page(world):
    target, context = world.secure, world.context()
    page = context.new_page()
    page.goto(f"https://{STRANGER}:{world.attacker.secure_port}/")
    for path in world.pages:
        with page.expect_popup() as popup:
            page.evaluate("url => { window.opened = window.open(url); }", target.url + path)
        # The window is empty until the answer's headers have moved it to a process of its own: what counts is its end.
        popup.value.wait_for_url(f"{target.url}/**")
        try:
            page.wait_for_function("opened.closed", timeout=5000, polling=50)
        except TimeoutError:
            raise AssertionError(f"the page that opened {path} can still navigate it") from None
    context.close()


def _paths(world):
    return [operation.path for operation in world.operations if operation.method == "GET" and not operation.names and operation.id != "listenToStatusEvents"]
