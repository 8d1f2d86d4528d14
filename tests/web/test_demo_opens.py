"""``diaban demo`` where the demonstration lies already: the pages are open before the tour is told, and end with it."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from diaban.cli.interrupt import ENDED
from tests.cli.run import COMMAND, environment
from tests.ready import copied
from tests.web.site import free_port

PATIENCE = 120


def test_the_pages_are_open_before_the_tour_is_told_and_end_with_the_command(tmp_path: Path) -> None:
    port = free_port()
    env = environment(DIABAN_HOME=str(copied(tmp_path / "home")), DIABAN_BY="trinh-dien", PORT=str(port))
    with subprocess.Popen([*COMMAND, "demo"], stdout=subprocess.PIPE, env=env, text=True) as demo:
        assert demo.stdout is not None
        before = []
        for line in demo.stdout:
            before.append(line)
            if line.startswith("$ diaban"):
                break
        assert any(f"http://127.0.0.1:{port}/" in line for line in before)
        assert "305.402" in _first_page(port)
        os.kill(demo.pid, signal.SIGTERM)
        demo.stdout.read()
    # Where it was checking forms it swept them away first.
    assert demo.returncode in {-signal.SIGTERM, ENDED}


def _first_page(port: int) -> str:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as page:
                return str(page.read(), "utf-8")
        except urllib.error.URLError:
            assert time.monotonic() < end
            time.sleep(0.1)
