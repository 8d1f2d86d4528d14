"""``diaban demo`` where the demonstration lies already: the pages are open before the tour is told, and end with it."""

import os
import signal
import subprocess
import urllib.request
from pathlib import Path

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
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as page:
            assert "305.402" in page.read().decode()
        os.kill(demo.pid, signal.SIGTERM)
        demo.stdout.read()
    assert demo.returncode == 128 + signal.SIGTERM
