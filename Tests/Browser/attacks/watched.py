"""A page in Chromium that tells when something ran, appeared, was asked for or was complained about that should not."""

import contextlib

WATCH = """window.violations = [];
document.addEventListener('securitypolicyviolation', event => violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""
# What a page is made of: each kind of element with the names of all attributes that occur on one.
SKELETON = """function skeleton(root) {
    const found = {};
    for (const element of root.querySelectorAll('*')) {
        const names = found[element.localName] ??= {};
        for (const name of element.getAttributeNames()) names[name] = 1;
    }
    return Object.fromEntries(Object.entries(found).map(([name, names]) => [name, Object.keys(names)]));
}"""
# Where addresses stand, and those of them that lead elsewhere.
ADDRESSES = """function strangers(root, base) {
    const found = [];
    for (const element of root.querySelectorAll('*')) for (const name of ['href', 'src', 'action', 'formaction', 'data', 'srcdoc', 'poster', 'ping', 'xlink:href', 'content']) {
        let value = element.getAttribute(name);
        if (value === null || name === 'content' && element.getAttribute('http-equiv') !== 'refresh') continue;
        if (name === 'content') value = value.replace(/^\\s*\\d+;\\s*url=/i, '');
        let origin;
        try { origin = new URL(value, base).origin; } catch { origin = 'unreadable'; }
        if (origin !== new URL(base).origin) found.push(`${element.localName} ${name}=${value}`);
    }
    return found;
}"""


@contextlib.contextmanager
def watched(world, url, extra_hosts=(), **options):
    """A page in a profile of its own. At the end: no dialog, no script of others, no violation of the policy, no request elsewhere."""
    context = world.context(**options)
    page = context.new_page()
    page.add_init_script(WATCH)
    faults, allowed = [], (url + "/", "data:", "blob:", "about:", *extra_hosts)

    def dialog(one):
        faults.append(f"a dialog: {one.message}")
        one.dismiss()

    page.on("dialog", dialog)
    page.on("request", lambda request: request.url.startswith(allowed) or faults.append(f"a request to {request.url[:200]}"))
    page.on("console", lambda message: faults.append(message.text[:300]) if "Content Security Policy" in message.text or "Trusted" in message.text else None)
    page.on("popup", lambda popup: faults.append(f"a window: {popup.url}"))
    try:
        yield page
        check(page, faults)
    finally:
        context.close()


def check(page, faults=()):
    """What must hold of a page at any time."""
    assert not faults, faults
    violations, attacked = page.evaluate("[window.violations ?? [], window.attacked ?? null]")
    assert not violations and attacked is None, (violations, attacked)


def merged(skeletons):
    """All that may be, from pages with harmless text."""
    allowed = {}
    for skeleton in skeletons:
        for name, attributes in skeleton.items():
            allowed.setdefault(name, set()).update(attributes)
    return allowed


def foreign(skeleton, allowed):
    """Elements and attributes that the harmless pages do not have."""
    return [f"<{name} {' '.join(sorted(set(attributes) - allowed.get(name, set())))}>" for name, attributes in skeleton.items()
            if name not in allowed or set(attributes) - allowed[name]]
