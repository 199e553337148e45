"""What happens in an installation before it becomes a fixture: twelve days, told through the program's own API and command line.

It asks the same of every version, in the same order, so that each released version leaves a fixture by it. What a version does not
know yet, its own story adds at the end of a day; what a version no longer knows is asked of it no more.
"""

import calendar
import json

import jwt
from server import PASSWORD, ProofKey

# Days are counted from here. The moment itself means nothing; a fixture has its own clock.
BEGIN = calendar.timegm((2026, 8, 3, 6, 0, 0))
DAY = 24 * 3600
OTHER_PASSWORD = "another long enough phrase"
WRONG_PASSWORD = "not the password of anybody"
PEOPLE = 130


def tell(tessera, clock):
    """Lets it all happen; what a later program is shown (see `facts.json`)."""
    story = Story(tessera, clock)
    for day, part in ((0, story.beginning), (0, story.first_day), (1, story.clients_and_keys), (6, story.trouble),
                      (12, story.last_day)):
        clock.set(max(BEGIN + day * DAY, clock.now if story.has_begun else 0))
        story.has_begun = True
        part()
    return story.facts | {"moment": round(clock.now)}


class Story:
    def __init__(self, tessera, clock):
        self.tessera, self.clock, self.has_begun = tessera, clock, False
        #: Sessions by what has become of them; each as its last answer told it.
        self.sessions = {}
        self.facts = {"sessions": self.sessions}

    def person(self, number):
        return f"person-{number:03}"

    def beginning(self):
        """A great many sessions by `database seed`, which wants an empty database."""
        tokens = self.tessera.folder / "seed-tokens"
        self.tessera.command("database", "seed", "--for-load-test", "--users", 620, "--sessions", 3100, "--tokens", tokens,
                             "--token-count", 12, text=PASSWORD + "\n")
        self.facts["seeded_refresh_tokens"] = tokens.read_text().split()

    def first_day(self):
        """The first administrator, the people, and sessions that are not used for too long."""
        with self.tessera.serving(session_idle_lifetime="1h") as api:
            api.done(201, "POST", "/auth/setup", {
                "setup_token": self.tessera.setup_token, "user_name": "root", "password": PASSWORD})
            for number in range(PEOPLE):
                name = self.person(number)
                more = {"email": f"{name}@example.com"} if number % 2 == 0 else {}
                more |= {"display_name": f"Zoë {number} Ångström"} if number % 5 == 0 else {}
                api.register(name, **more)
                api.sign_in(name)
                if number % 4 == 0:
                    api.sign_in_by_cookie(name)
            self.sessions["idle_timeout"] = [api.sign_in(self.person(0)) for _ in range(3)]

    def clients_and_keys(self):
        """Confidential clients of every state; a key that was replaced and revoked, and a verifier that confirmed it."""
        command = self.tessera.command
        made = {name: command("client", "create", name, "--name", f"API {name}", *more, "--json")
                for name, more in (("everything", ()), ("introspects", ("--only", "introspect")), ("revokes", ("--only", "revoke")),
                                   ("changes", ()), ("disabled", ()), ("deleted", ()))}
        again = command("client", "rotate-secret", "changes", "--keep", "30d", "--json")
        command("client", "disable", "disabled", "--json")
        command("client", "delete", "deleted", "--json")
        self.facts["clients"] = {
            name: [issued["client_secret"]] for name, issued in made.items()}
        self.facts["clients"]["changes"].append(again["client_secret"])
        for number in range(3):
            command("user", "create", "--user-name", f"editor-{number}", "--role", "editor", "--permission", "notes:delete",
                    "--json", text=PASSWORD + "\n")
        self.revoke_a_key()

    def revoke_a_key(self):
        """A key that has signed is replaced and revoked, and a verifier that listens confirms that it knows."""
        with self.tessera.serving() as api:
            before = api.sign_in("editor-0")
            self.sessions["revoked_key"] = [before]
            events = api.listen("api-one")
            hello = events.next()
            stream = json.loads(hello["data"])["stream"]
            api.done(204, "POST", "/status/confirmations", {"stream": stream, "id": hello["id"]})
            self.tessera.command("key", "rotate", "--immediately", "--json")
            self.tessera.command("key", "revoke", jwt.get_unverified_header(before["access_token"])["kid"], "--reason", "lost",
                                 "--json")
            while (event := events.next())["event"] != "key_revoked":
                pass
            api.done(204, "POST", "/status/confirmations", {"stream": stream, "id": event["id"]})
            events.close()

    def trouble(self):
        """Guesses, a stolen token, and everything that ends a session before the last day."""
        with self.tessera.serving() as api:
            for number in range(40):
                answer = api.post("/auth/login", {"identifier": self.person(number % 20), "password": WRONG_PASSWORD})
                assert answer.status_code in (401, 429), answer.text
            root = api.sign_in("root")["access_token"]
            for number in range(20, 40):
                first, second = api.sign_in(self.person(number)), api.sign_in(self.person(number))
                api.done(200, "PATCH", "/auth/me", {"display_name": f"Renamed {number}"}, token=first["access_token"])
                api.done(200, "GET", "/auth/me/export", token=first["access_token"])
                api.done(204, "POST", "/auth/logout", {"refresh_token": second["refresh_token"]})
                user = subject(first)
                api.done(200, "PUT", f"/admin/users/{user}/roles", {"roles": ["author"]}, token=root)
                api.done(200, "PUT", f"/admin/users/{user}/permissions", {"permissions": ["notes:publish"]}, token=root)
            # Sign-ins at later days, so that the status lists have gaps.
            for number in range(40, 60):
                api.sign_in(self.person(number))

    def last_day(self):
        """What lives at the end, what has just been ended, and what was on its way."""
        self.revoke_a_key()
        # An access token of each key that is published at the end.
        with self.tessera.serving() as api:
            self.sessions["by_the_key_before"] = [api.sign_in(self.person(60))]
            self.tessera.command("key", "rotate", "--immediately", "--json")
        # The next key is published and does not sign yet.
        self.tessera.command("key", "rotate", "--json")
        # The machine loses its power in the end: leases and listeners stay as they are.
        with self.tessera.serving(dies=True) as api:
            api.root = api.sign_in("root")
            self.sessions["administrator"] = [api.root]
            self.end_each_way(api)
            self.leave_living(api)
            self.facts["documents"] = documents(api, self.sessions["living"][0]["access_token"])
            api.listen("api-three").next()

    def leave_living(self, api):
        living = self.sessions["living"] = []
        for number in range(61, 81):
            tokens = api.sign_in(self.person(number))
            for step in range(number % 5):
                answer = api.refresh(tokens["refresh_token"], f"attempt-{number}-{step}")
                assert answer.status_code == 200, answer.text
                tokens = answer.json()
            living.append(tokens)
        self.sessions["editor"] = [api.sign_in("editor-1")]
        self.sessions["cookie"] = [api.sign_in_by_cookie(self.person(number)) for number in range(81, 86)]
        self.sessions["hosted"] = [{"cookie": api.sign_in_by_form(self.person(number)), "user_name": self.person(number)}
                                   for number in range(86, 89)]
        # The answers to these refreshes never arrive.
        self.sessions["lost_answer"] = []
        for number in range(89, 92):
            tokens, attempt = api.sign_in(self.person(number)), f"lost-{number}"
            successor = api.refresh(tokens["refresh_token"], attempt).json()["refresh_token"]
            self.sessions["lost_answer"].append(tokens | {"attempt": attempt, "successor": successor})
        self.sessions["bound"] = []
        for number in range(92, 95):
            key = ProofKey()
            answer = key.send(api, "POST", "/auth/login", {"identifier": self.person(number), "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            self.sessions["bound"].append(answer.json() | {"key": key.number})

    def end_each_way(self, api):
        sessions = self.sessions
        def signed_in(number, **more):
            return api.sign_in(self.person(number), **more)

        sessions["signed_out"] = [signed_in(number) for number in range(95, 99)]
        for tokens in sessions["signed_out"]:
            api.done(204, "POST", "/auth/logout", {"refresh_token": tokens["refresh_token"]})
        sessions["signed_out_everywhere"] = [signed_in(99), signed_in(99)]
        api.done(200, "POST", "/auth/logout-everywhere", token=sessions["signed_out_everywhere"][0]["access_token"])
        sessions["revoked_by_administrator"] = [signed_in(100)]
        for tokens in sessions["revoked_by_administrator"]:
            api.done(200, "DELETE", f"/admin/users/{subject(tokens)}/sessions/{tokens['session_id']}",
                     token=api.root["access_token"])
        sessions["revoked_by_client"] = [signed_in(101)]
        for tokens in sessions["revoked_by_client"]:
            answer = api.post("/oauth2/revoke", auth=("revokes", self.facts["clients"]["revokes"][0]),
                              data={"token": tokens["refresh_token"]})
            assert answer.status_code == 200, answer.text
        sessions["password_changed"], keeps = [signed_in(102)], signed_in(102)
        api.done(200, "PUT", "/auth/me/password", {"current_password": PASSWORD, "new_password": OTHER_PASSWORD},
                 token=keeps["access_token"])
        sessions["account_disabled"] = [signed_in(103)]
        api.done(200, "POST", f"/admin/users/{subject(sessions['account_disabled'][0])}/disable",
                 token=api.root["access_token"])
        sessions["account_deleted"] = [signed_in(104)]
        api.done(204, "DELETE", "/auth/me", {"password": PASSWORD}, token=sessions["account_deleted"][0]["access_token"])
        stolen = signed_in(105)
        token = stolen["refresh_token"]
        for step in range(3):
            token = api.refresh(token, f"owner-{step}").json()["refresh_token"]
        answer = api.refresh(stolen["refresh_token"], "thief")
        assert (answer.status_code, answer.json().get("cause")) == (400, "refresh_token_reuse"), answer.text
        sessions["refresh_token_reuse"] = [stolen | {"refresh_token": token}]


def subject(tokens):
    return jwt.decode(tokens["access_token"], options={"verify_signature": False})["sub"]


def documents(api, access_token):
    """What verifiers read, as this version publishes it."""
    claims = jwt.decode(access_token, options={"verify_signature": False})
    list_path = claims["status"]["status_list"]["uri"].split("/", 3)[3]
    answer = api.get("/" + list_path)
    events = api.listen("api-two")
    hello = events.next()
    events.close()
    return {
        "authorization_server": api.get("/.well-known/oauth-authorization-server").json(),
        "openid_configuration": api.get("/.well-known/openid-configuration").json(),
        "key_set": api.get("/.well-known/jwks.json").json(),
        "status_list": {
            "content_type": answer.headers["Content-Type"], "header": jwt.get_unverified_header(answer.text),
            "claims": jwt.decode(answer.text, options={"verify_signature": False}),
        },
        "hello": hello,
    }
