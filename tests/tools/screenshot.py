"""The picture in the README: a page of the built site on a desktop. usage: screenshot.py PICTURE"""

import sys
from pathlib import Path

from chromium import screenshot

page = Path("public/2023/01/12/lua-chon-nhiem-vu-trong-tam.html").resolve()
screenshot(page.as_uri(), Path(sys.argv[1]).resolve(), 1280, 900)
