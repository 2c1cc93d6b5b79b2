"""A matplotlib SVG made ready to stand inside a page: no header, no metadata, ids of its own."""

from __future__ import annotations

import re
from html import escape

from diffusion_sim.plots.style import Picture


def inline_svg(picture: Picture) -> str:
    """Return the picture as an ``<svg>`` element that shares no id with another picture of the page."""
    svg = picture.svg
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg)
    svg = re.sub(r'^<svg([^>]*?)\swidth="[^"]*"', r"<svg\1", svg)
    svg = re.sub(r'^<svg([^>]*?)\sheight="[^"]*"', r"<svg\1", svg)
    svg = re.sub(r'\bid="', f'id="{picture.name}-', svg)
    svg = re.sub(r'href="#', f'href="#{picture.name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{picture.name}-", svg)
    label = escape(f"{picture.finding}. {picture.about}", quote=True)
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1).strip()
