"""The Angular example (Examples/angular) as the tests meet it: built, served with its real headers, over servers behind proxies."""

import functools
import pathlib

from notebook_person import Notebook, NotebookProfile
from chromium import profile
from programs import Program, free_port
from servers import Tessera
from world import World

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The application that is shipped; and the same with a door for tests: its HttpClient, its router, its client (notebook/lab.ts).
SHIPPED, LAB = ROOT / "Examples/angular/dist/browser", ROOT / ".build/notebook-lab/browser"
# Sessions that began long ago, for what wants a recent sign-in; in milliseconds.
AN_HOUR = 3_600_000
# How long a token lives in the world where it is short; in seconds.
SHORT_LIFE = 10


class Served:
    """One build of the application on a port of its own."""

    def __init__(self, folder, port, issuer, api, log):
        self.url = f"http://localhost:{port}"
        self.program = Program(
            [ROOT / "Scripts/node.sh", "node", ROOT / "Examples/angular/serve.mjs", "--port", port, "--folder", folder,
             "--issuer", issuer, "--api", api], f"{self.url}/config.json", log)

    def stop(self):
        self.program.stop()


class NotebookWorld(World):
    """A world with the application in it. `app` is the one that is shipped, `lab` the one with the door."""

    def __init__(self, playwright, programs, assets=None, arguments=(), origins=()):
        ports = free_port(), free_port()
        super().__init__(playwright, programs, assets, arguments, [f"http://localhost:{port}" for port in ports])
        log = f"{self.tessera.folder.name}/application-log"
        self.app, self.lab = (Served(folder, port, self.proxy.url, self.api.url, log)
                              for folder, port in zip((SHIPPED, LAB), ports))

    @functools.cached_property
    def short_lived(self):
        """A world whose access tokens live for ten seconds."""
        return self._another("--access-token-lifetime", f"{SHORT_LIFE}s")

    def profile(self, browser=None, **options):
        self.proxy.clear()
        self.api.clear()
        self.elsewhere.asked.clear()
        self.elsewhere.headers.clear()
        return profile(self, browser, kind=NotebookProfile, **options)

    def admin(self):
        """The name of a new administrator."""
        name = self.name()
        self.tessera.command("user", "create", "--user-name", name, "--role", "admin", stdin=f"{Tessera.password}\n")
        return name

    def requests(self, path, method="GET"):
        """The requests with a path (a pattern) that the notes API answered; the browser's questions about them do not count."""
        return [one for one in self.api.asked(path, method) if one.status is not None]

    def stop(self):
        self.app.stop()
        self.lab.stop()
        super().stop()


__all__ = ["Notebook", "NotebookWorld"]
