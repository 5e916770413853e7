"""Draws the rates over 32 connections as an SVG of bars."""

import html

WIDTH, LEFT, BAR, GAP = 900, 330, 16, 26
COLOURS = {"sqlite": "#2a7f62", "postgres": "#336791", "pgbench": "#9a9a9a", "bare loop": "#9a9a9a"}


def draw(result):
    rows = []
    for operation in dict.fromkeys(row["operation"] for row in result["figures"]):
        found = [row for row in result["figures"] if row["operation"] == operation
                 and row["connections"] in ((1, 32) if row["of"] == "bare loop" else (32,))]
        rows += [(operation, None)] + [(row["of"], row) for row in found]
    most = max(row["rate"] for _, row in rows if row)
    lines, y = [], 40
    for label, row in rows:
        if row is None:
            y += 12
            lines.append(f'<text x="10" y="{y + 12}" font-weight="bold">{html.escape(label)}</text>')
        else:
            width = max(1, (WIDTH - LEFT - 90) * row["rate"] / most)
            colour = next(colour for name, colour in COLOURS.items() if label.startswith(name))
            lines.append(f'<text x="{LEFT - 10}" y="{y + 12}" text-anchor="end">{html.escape(result["datasets"].get(label, label))}</text>')
            lines.append(f'<rect x="{LEFT}" y="{y}" width="{width:.0f}" height="{BAR}" fill="{colour}"/>')
            lines.append(f'<text x="{LEFT + width + 6:.0f}" y="{y + 12}">{row["rate"]:,.0f}</text>')
        y += GAP
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{y}" fill="white"/>',
        '<text x="10" y="22" font-size="15">Requests each second over 32 connections (the bare loop: commits over one)</text>',
        *lines, "</svg>", ""])
