"""Run Debian's nginx or Apache on a free port of 127.0.0.1, for the time of a `with` block."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

Server = Literal["nginx", "apache"]

_NGINX = """\
daemon off;
master_process off;
pid {work}/pid;
{modules}
error_log {work}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {work}/body;
    include {site}/_nginx.conf;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        include {site}/_nginx-server.conf;
    }}
}}
"""
_APACHE = """\
ServerRoot {work}
PidFile {work}/pid
ErrorLog {work}/error.log
Listen 127.0.0.1:{port}
ServerName localhost
{modules}
TypesConfig /dev/null
AddType text/html .html
AddType text/css .css
AddType text/javascript .js
AddType image/svg+xml .svg
AddType image/png .png
DocumentRoot {site}
<Directory {site}>
AllowOverride All
Require all granted
</Directory>
"""
_MODULES = ("mpm_event", "authz_core", "alias", "mime", "dir", "headers")


@contextmanager
def serving(server: Server, root: Path, work: Path, site: Path | None = None) -> Iterator[str]:
    """The address of `server` with the files of `root`, configured as `docs/machines.md` says; `work` is for its own files, `site` is where
    the site's are, where that is not the root itself."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    modules = {
        "nginx": "load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;",
        "apache": "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in _MODULES),
    }[server]
    text = {"nginx": _NGINX, "apache": _APACHE}[server].format(work=work, root=root, site=site or root, port=port, modules=modules)
    (work / "server.conf").write_text(text, encoding="utf-8")
    command = {
        "nginx": ["/usr/sbin/nginx", "-e", str(work / "error.log"), "-c", str(work / "server.conf")],
        "apache": ["/usr/sbin/apache2", "-f", str(work / "server.conf"), "-DFOREGROUND"],
    }[server]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int) -> None:
    """Until something listens on a port of 127.0.0.1; ten seconds at most."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing listens on port {port}")
