"""What a browser is told to watch for, and to tell of a page, while hostile words stand on it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

# The words call what is set here; what breaks the policy is kept with its place.
WATCH: Final = """
    window.nuannanRan = window.alert = window.confirm = window.prompt = () => { window.nuannanDid = true; };
    addEventListener("securitypolicyviolation", (event) => { window.nuannanBroke = `${event.violatedDirective} ${event.blockedURI}`; });
"""
# Of a document: each element with the names of its attributes, a line each.
BONES_OF: Final = "(root) => [...root.querySelectorAll('*')].map((each) => [each.tagName, ...each.getAttributeNames().sort()].join(' ')).join('\\n')"
# Of a document: where its elements lead, whole.
LINKS_OF: Final = """(root) => [...root.querySelectorAll("[href],[src],[action],[formaction],[poster],[data],[srcset],[ping]")].flatMap((each) =>
    ["href", "src", "action", "formaction", "poster", "data", "srcset", "ping"].filter((name) => each.hasAttribute(name)).map((name) => {
        const said = each.getAttribute(name);
        try { return new URL(said, document.baseURI).href; } catch { return `no address: ${said}`; }
    }))"""
BONES: Final = f"({BONES_OF})(document)"
LINKS: Final = f"({LINKS_OF})(document)"


def ours(address: str, origin: str) -> bool:
    """True for an address of this site, a telephone number, a picture drawn here, the open data's licence and the map apps that the desk names."""
    parts = urlsplit(address)
    known = (urlsplit(origin).netloc, "uri.amap.com", "maps.apple.com", "creativecommons.org")
    return parts.scheme in ("tel", "blob") or address.startswith("data:image/") or (parts.scheme in ("http", "https") and parts.netloc in known)
