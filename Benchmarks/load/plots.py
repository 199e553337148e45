"""The pictures of the section about load."""

from math import log10
from xml.sax.saxutils import escape

STYLE = (
    "<style>text { font: 13px system-ui, sans-serif; fill: #1f2328 } .quiet { fill: #59636e } .plane { fill: #ffffff } "
    ".a { fill: #7fb2d9 } .b { fill: #2f6fa7 } .c { fill: #12395c } .refused { fill: #c4432b } .good { fill: #1a7f5a } "
    ".line { stroke: #2f6fa7; fill: none; stroke-width: 1.5 } .grid { stroke: #d0d7de } .goal { stroke: #1f2328 } "
    "@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .quiet { fill: #9198a1 } .plane { fill: #0d1117 } "
    ".grid { stroke: #30363d } .goal { stroke: #e6edf3 } .line { stroke: #7fb2d9 } .c { fill: #b9d8ef } }</style>")
PARTS = (("p50", "a"), ("p99", "b"), ("p999", "c"))


def _frame(width, height, label, parts):
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(label)}">')
    return "\n".join([head, STYLE, f'<rect class="plane" width="{width}" height="{height}"/>', *parts, "</svg>"]) + "\n"


def latency(figures):
    """Bars on a logarithmic scale: p50, p99 and p99.9 of each request at each size."""
    width, left, right, bar, top = 940, 210, 90, 12, 40
    rows = [(name, one) for name in figures["rates"] for one in figures["sizes"]]
    largest = max(one["latency"][name]["p999"]["median"] for name, one in rows)
    least, most = -1.0, max(1.0, log10(largest) + 0.1)
    scale = (width - left - right) / (most - least)

    def x(milliseconds):
        return left + (max(least, log10(max(milliseconds, 1e-9))) - least) * scale

    height = top + len(rows) * (bar * 3 + 12) + 12
    parts = [f'<text class="quiet" x="{left}" y="16">milliseconds, logarithmic: p50, p99, p99.9</text>']
    for exponent in range(-1, int(most) + 1):
        at = x(10.0**exponent)
        parts += [
            f'<line class="grid" x1="{at:.1f}" y1="{top - 6}" x2="{at:.1f}" y2="{height - 8}"/>',
            f'<text class="quiet" x="{at:.1f}" y="{top - 10}" text-anchor="middle">{10.0**exponent:g}</text>']
    for index, (name, one) in enumerate(rows):
        y = top + index * (bar * 3 + 12)
        parts.append(f'<text x="{left - 10}" y="{y + 23}" text-anchor="end">{escape(name)}, {one["sessions"]:,}</text>')
        for number, (part, kind) in enumerate(PARTS):
            value = one["latency"][name][part]["median"]
            parts += [
                f'<rect class="{kind}" x="{left}" y="{y + number * bar}" width="{x(value) - left:.1f}" height="{bar - 2}"/>',
                f'<text class="quiet" x="{x(value) + 6:.1f}" y="{y + number * bar + 10}">{value:.2f}</text>']
    return _frame(width, height, "Latency by request and number of sessions", parts)


def storm(one):
    """Above, what became of the sign-ins; below, the slowest refresh; each for every tenth of a second."""
    width, left, top, high, gap = 940, 70, 40, 150, 60
    streams = one["many"]["streams"]
    sign_ins, refreshes = {}, {}
    for name, stream in streams.items():
        for window in stream["windows"]:
            at = round(window["seconds"], 1)
            if name == "storm" or name.startswith("people"):
                good, refused = sign_ins.get(at, (0, 0))
                sign_ins[at] = (good + window["good"], refused + window["refused"] + window["failed"])
            elif name.startswith("refresh"):
                refreshes[at] = max(refreshes.get(at, 0), window["worstMilliseconds"])
    total = max(sign_ins) + 0.1
    most = max(good + refused for good, refused in sign_ins.values())
    slowest = max(60.0, max(refreshes.values()))

    def x(seconds):
        return left + seconds / total * (width - left - 20)

    step = x(0.1) - x(0)
    parts = [
        f'<text x="{left}" y="20">Sign-ins in a tenth of a second: answered 200 (green), 503 (red)</text>',
        f'<text class="quiet" x="{left - 8}" y="{top + 10}" text-anchor="end">{most}</text>']
    for at, (good, refused) in sorted(sign_ins.items()):
        good_height, refused_height = good / most * high, refused / most * high
        bottom = top + high
        parts += [
            f'<rect class="good" x="{x(at):.1f}" y="{bottom - good_height:.1f}" width="{step:.1f}" height="{good_height:.1f}"/>',
            f'<rect class="refused" x="{x(at):.1f}" y="{bottom - good_height - refused_height:.1f}" width="{step:.1f}" '
            f'height="{refused_height:.1f}"/>']
    low = top + high + gap
    points = " ".join(f"{x(at + 0.05):.1f},{low + high - value / slowest * high:.1f}" for at, value in sorted(refreshes.items()))
    goal = low + high - 50 / slowest * high
    parts += [
        f'<text x="{left}" y="{low - 16}">The slowest refresh, milliseconds; goal for p99: 50</text>',
        f'<text class="quiet" x="{left - 8}" y="{low + 10}" text-anchor="end">{slowest:.0f}</text>',
        f'<line class="goal" x1="{left}" y1="{goal:.1f}" x2="{width - 20}" y2="{goal:.1f}" stroke-dasharray="3 3"/>',
        f'<polyline class="line" points="{points}"/>']
    for second in range(0, int(total) + 1, 2):
        parts.append(
            f'<text class="quiet" x="{x(second):.1f}" y="{low + high + 20}" text-anchor="middle">{second} s</text>')
    return _frame(width, low + high + 32, "A storm of sign-ins and what refreshes waited meanwhile", parts)
