"""What a portal's webmaster puts into the page: the script tag, and the lines of the content security policy.

In: a Channel and the address at which the portal reaches this server. Out: lines to copy.
"""

from __future__ import annotations

import re
from html import escape

from assistant.channels.model import Channel

ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
UNKNOWN = "https://本服务的网址"


def own_address(url: str) -> str:
    """The address of this server without what follows it; a placeholder for one that is none."""
    found = ADDRESS.match(url.strip())
    return found.group() if found else UNKNOWN


def script_tag(channel: str, url: str) -> str:
    """The one line of HTML."""
    return f'<script async src="{escape(own_address(url))}/widget.js" data-channel="{escape(channel)}"></script>'


def policy_lines(url: str) -> tuple[str, str]:
    """What a page with a content security policy must add to it."""
    server = own_address(url)
    return f"script-src {server};", f"connect-src {server};"


def tag_lines(channel: Channel, url: str) -> list[str]:
    """For the terminal."""
    return [
        "在门户网页的 </body> 之前加上：",
        f"  {script_tag(channel.id, url)}",
        "网页若有内容安全策略（Content-Security-Policy），在原有的两项里各加上本服务：",
        *(f"  {line}" for line in policy_lines(url)),
        f"加好后打开 {own_address(url)}/widget/check?channel={channel.id}&origin=门户的地址 核对。",
    ]
