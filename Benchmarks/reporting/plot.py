"""results.svg: one bar for each goal, as long as the measured value in relation to the goal."""

from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, ROW, TOP = 940, 330, 200, 28, 56
# Longer bars are cut: beyond twice the goal, more says nothing.
LIMIT = 2.0


def plot(goals):
    height = TOP + ROW * len(goals) + 16
    scale = (WIDTH - LEFT - RIGHT) / LIMIT
    mark = LEFT + scale
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        'aria-label="Measured values in relation to their goals">',
        "<style>",
        "text { font: 13px system-ui, sans-serif; fill: #1f2328 } .quiet { fill: #59636e }",
        ".plane { fill: #ffffff } .met { fill: #1a7f5a } .missed { fill: #c4432b } .goal { stroke: #1f2328 }",
        "@media (prefers-color-scheme: dark) {",
        "text { fill: #e6edf3 } .quiet { fill: #9198a1 } .plane { fill: #0d1117 }",
        ".met { fill: #3fb68b } .missed { fill: #f0795f } .goal { stroke: #e6edf3 } }",
        "</style>",
        f'<rect class="plane" width="{WIDTH}" height="{height}"/>',
        f'<text x="{mark}" y="20" text-anchor="middle">goal</text>',
        f'<text class="quiet" x="{mark}" y="38" text-anchor="middle">better →</text>',
    ]
    for index, goal in enumerate(goals):
        top = TOP + index * ROW
        fraction = min(goal.fraction, LIMIT)
        cut = " …" if goal.fraction > LIMIT else ""
        kind = "met" if goal.is_met else "missed"
        parts += [
            f'<text x="{LEFT - 10}" y="{top + 15}" text-anchor="end">{escape(goal.name)}</text>',
            f'<rect class="{kind}" x="{LEFT}" y="{top + 2}" width="{fraction * scale:.1f}" height="{ROW - 10}" rx="2">'
            f"<title>{escape(goal.name)}: {escape(goal.value_text)}, goal {escape(goal.goal_text)}, {kind}</title></rect>",
            f'<text x="{WIDTH - RIGHT + 10}" y="{top + 15}">{escape(goal.value_text)}{cut}'
            f'<tspan class="quiet"> {escape(goal.goal_text)}</tspan></text>',
        ]
    bottom = TOP + ROW * len(goals)
    parts += [f'<line class="goal" x1="{mark}" y1="{TOP - 10}" x2="{mark}" y2="{bottom}" stroke-dasharray="3 3"/>', "</svg>"]
    return "\n".join(parts) + "\n"
