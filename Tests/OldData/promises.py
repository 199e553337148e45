"""What the people, clients and operators of an older version may expect of a later one that takes up their database."""

import base64
import json
import zlib

import jwt
from server import ISSUER, PASSWORD, ProofKey
from story import OTHER_PASSWORD, WRONG_PASSWORD, subject

# What became of a session, where the way in which it ended is its name in the facts.
ENDINGS = ("signed_out", "signed_out_everywhere", "revoked_by_administrator", "revoked_by_client", "password_changed",
           "account_disabled", "account_deleted", "refresh_token_reuse", "idle_timeout")


def key_of(access_token, api):
    kid = jwt.get_unverified_header(access_token)["kid"]
    keys = [key for key in api.get("/.well-known/jwks.json").json()["keys"] if key["kid"] == kid]
    return jwt.PyJWK(keys[0]).key if keys else None


def verified(access_token, api):
    """The claims of a token that another maker's library takes at this moment; None when it refuses."""
    key = key_of(access_token, api)
    if key is None:
        return None
    # That library has the machine's clock and no other.
    claims = jwt.decode(access_token, key, algorithms=["ES256"], audience=ISSUER, issuer=ISSUER, options={
        "verify_exp": False, "verify_iat": False})
    return claims if claims["iat"] <= api.clock.now + 1 and api.clock.now < claims["exp"] else None


def is_marked(access_token, api):
    """Whether the published status list says that the token's session has ended."""
    place = jwt.decode(access_token, options={"verify_signature": False})["status"]["status_list"]
    token = api.get("/" + place["uri"].split("/", 3)[3]).text
    claims = jwt.decode(token, key_of(token, api), algorithms=["ES256"], options={"verify_exp": False, "verify_iat": False})
    packed = claims["status_list"]["lst"]
    bits = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    return bool(bits[place["idx"] // 8] >> place["idx"] % 8 & 1)


def tokens_of_before(report, api, facts):
    """Access tokens that have not expired verify, offline and here."""
    sessions = facts["sessions"]
    for kind in ("living", "by_the_key_before", "cookie", "administrator", "editor", "lost_answer"):
        for tokens in sessions[kind]:
            claims = verified(tokens["access_token"], api)
            report.check(f"an access token of a session ({kind}) verifies", claims and claims["sid"] == tokens["session_id"], claims)
            for path in ("/auth/me", "/auth/check"):
                answer = api.get(path, token=tokens["access_token"])
                report.check(f"{path} takes the token of a session ({kind})", answer.status_code == 200, answer.text)
            report.check(f"no status list marks a session ({kind})", not is_marked(tokens["access_token"], api))
    roles = verified(sessions["editor"][0]["access_token"], api)
    report.same("a token has its roles and permissions", (roles["roles"], roles["permissions"]), (["editor"], ["notes:delete"]))


def living_sessions(report, api, facts):
    """Who was signed in still is."""
    sessions = facts["sessions"]
    for kind in ("living", "by_the_key_before", "revoked_key", "administrator", "editor"):
        for number, tokens in enumerate(sessions[kind]):
            answer = api.refresh(tokens["refresh_token"], f"after-{kind}-{number}")
            report.check(f"a session goes on ({kind})", answer.status_code == 200, answer.text)
            if answer.status_code == 200:
                report.same(f"it is the same session ({kind})", answer.json()["session_id"], tokens["session_id"])
                report.check(f"its new token verifies ({kind})", verified(answer.json()["access_token"], api))
                again = api.refresh(tokens["refresh_token"], f"after-{kind}-{number}")
                report.same(f"the same refresh gives the same successor ({kind})", again.json().get("refresh_token"),
                            answer.json()["refresh_token"])
    for number, token in enumerate(facts["seeded_refresh_tokens"]):
        answer = api.refresh(token, f"after-seed-{number}")
        report.check("a seeded session goes on", answer.status_code == 200, answer.text)
    for number, lost in enumerate(sessions["lost_answer"]):
        answer = api.refresh(lost["refresh_token"], lost["attempt"])
        report.same("an answer that was lost before the upgrade comes after it",
                    (answer.status_code, answer.json().get("refresh_token")), (200, lost["successor"]))
    for number, bound in enumerate(sessions["bound"]):
        key, body = ProofKey(bound["key"]), {"refresh_token": bound["refresh_token"]}
        bare = api.post("/auth/refresh", body)
        report.same("a session that is bound to a key wants its proof", (bare.status_code, bare.json()["error"]),
                    (400, "invalid_dpop_proof"))
        proven = key.send(api, "POST", "/auth/refresh", body)
        report.check("and goes on by it", proven.status_code == 200 and proven.json()["token_type"] == "DPoP", proven.text)
        me = key.send(api, "GET", "/auth/me", token=bound["access_token"])
        report.check("its access token of before is taken with a proof", me.status_code == 200, me.text)


def cookie_sessions(report, api, facts):
    for number, tokens in enumerate(facts["sessions"]["cookie"]):
        answer = api.refresh_by_cookie(tokens["cookie"], f"after-cookie-{number}")
        report.check("a session by cookie goes on", answer.status_code == 200, answer.text)
    for hosted in facts["sessions"]["hosted"]:
        page = api.get("/account", cookies={"__Host-tessera-refresh": hosted["cookie"]})
        report.check("the hosted page knows who is signed in", page.status_code == 200 and hosted["user_name"] in page.text,
                     f"{page.status_code} {page.headers}")


def ended_sessions(report, api, facts):
    """What was ended stays ended, for the cause of then."""
    for cause in ENDINGS:
        report.check(f"the fixture has a session that ended by {cause}", facts["sessions"][cause])
        for tokens in facts["sessions"][cause]:
            answer = api.refresh(tokens["refresh_token"], "after")
            report.same(f"a session stays ended ({cause})", (answer.status_code, answer.json().get("cause")), (400, cause))
            answer = api.get("/auth/me", token=tokens["access_token"])
            report.check(f"its access token is refused ({cause})", answer.status_code == 401, answer.text)
            if cause != "idle_timeout":
                report.check(f"the status list marks it ({cause})", is_marked(tokens["access_token"], api))
    for tokens in facts["sessions"]["revoked_key"]:
        answer = api.get("/auth/me", token=tokens["access_token"])
        report.check("a token of a revoked key is refused", answer.status_code == 401, answer.text)
        report.check("a revoked key is not published", key_of(tokens["access_token"], api) is None)


def passwords(report, api, facts):
    api.sign_in("person-061")
    api.sign_in("person-102", password=OTHER_PASSWORD)
    report.check("a password is good whatever the case of the name", api.sign_in("PERSON-062@EXAMPLE.COM"))
    for name, password, status in (("person-102", PASSWORD, 401), ("person-063", WRONG_PASSWORD, 401), ("person-104", PASSWORD, 401),
                                   ("person-103", PASSWORD, 403)):
        answer = api.post("/auth/login", {"identifier": name, "password": password})
        report.check(f"{name} is refused as before", answer.status_code == status, answer.text)
    answer = api.post("/auth/register", {"user_name": "PERSON-061", "password": PASSWORD})
    report.check("a name of before is taken", answer.status_code == 409, answer.text)
    api.register("newcomer")


def clients(report, api, facts):
    living = facts["sessions"]["living"][0]

    def introspect(name, secret, token):
        return api.post("/oauth2/introspect", auth=(name, secret), data={"token": token})

    for name in ("everything", "introspects", "changes"):
        for secret in facts["clients"][name]:
            answer = introspect(name, secret, living["access_token"])
            report.check(f"the client {name} introspects", answer.status_code == 200 and answer.json()["active"] is True, answer.text)
    everything = facts["clients"]["everything"][0]
    answer = introspect("everything", everything, facts["sessions"]["signed_out"][0]["access_token"])
    report.same("a session that ended is not active", answer.json(), {"active": False})
    answer = introspect("everything", everything, living["refresh_token"])
    report.same("a client of before may not introspect refresh tokens", answer.json(), {"active": False})
    for name in ("disabled", "deleted", "revokes"):
        answer = introspect(name, facts["clients"][name][0], living["access_token"])
        report.check(f"the client {name} is refused", answer.status_code in (400, 401, 403), answer.text)
    victim = api.sign_in("person-064")
    answer = api.post("/oauth2/revoke", auth=("revokes", facts["clients"]["revokes"][0]), data={"token": victim["refresh_token"]})
    report.check("the client revokes revokes", answer.status_code == 200, answer.text)
    report.same("and what it revoked is ended", api.refresh(victim["refresh_token"]).json().get("cause"), "revoked_by_client")


def administration(report, api, facts):
    root = api.sign_in("root")["access_token"]
    found, after = [], None
    while True:
        page = api.done(200, "GET", "/admin/users?limit=200" + (f"&after={after}" if after else ""), token=root)
        found, after = found + page["users"], page["next"]
        if after is None:
            break
    report.check("the administrator sees every account", len(found) >= facts["rows"]["accounts"], len(found))
    report.same("those that were disabled are", [user["user_name"] for user in found if user["disabled"]], ["person-103"])
    author = next(user for user in found if user["user_name"] == "person-020")
    report.same("with their roles", (author["roles"], author["permissions"]), (["author"], ["notes:publish"]))
    listed = api.done(200, "GET", f"/admin/users/{author['id']}/sessions", token=root)["sessions"]
    report.check("and their sessions", len(listed) >= 2, listed)
    disabled = next(user for user in found if user["disabled"])
    api.done(200, "POST", f"/admin/users/{disabled['id']}/enable", token=root)
    tokens = api.sign_in("person-103")
    api.done(200, "POST", f"/admin/users/{disabled['id']}/disable", token=root)
    report.same("the administrator ends sessions", api.refresh(tokens["refresh_token"]).json().get("cause"), "account_disabled")


def audit_trail(report, api, facts, database):
    tokens = api.sign_in("person-021")
    export = api.done(200, "GET", "/auth/me/export", token=tokens["access_token"])
    kinds = {event["kind"] for event in export["audit_events"]}
    report.check("people read their events of before", {"account.registered", "account.changed", "account.exported",
                 "sign_in.succeeded"} <= kinds, kinds)
    now = dict(database.rows("SELECT kind, count(*) FROM audit_events GROUP BY kind"))
    lost = {kind: count for kind, count in facts["audit"].items() if now.get(kind, 0) < count}
    report.same("no event of before is lost", lost, {})
    for statement in ("DELETE FROM audit_events", "UPDATE audit_events SET kind = 'nothing'"):
        try:
            database.rows(statement)
            report.check(f"the audit trail refuses: {statement}", False)
        except Exception as error:
            report.check(f"the audit trail refuses: {statement}", "audit" in str(error).lower() or "append" in str(error).lower(), error)


def verifiers(report, api, facts):
    """One that listened goes on where it was, and hears of what is ended now."""
    events = api.listen("api-three", last=facts["documents"]["hello"]["id"])
    hello = json.loads(events.next()["data"])
    report.same("a verifier goes on where it was", hello["resumed"], True)
    tokens = api.sign_in("person-065")
    api.done(204, "POST", "/auth/logout", {"refresh_token": tokens["refresh_token"]})
    place = jwt.decode(tokens["access_token"], options={"verify_signature": False})["status"]["status_list"]
    # Other sessions have ended since, and come first.
    while (event := events.next())["event"] != "status" or place["idx"] not in json.loads(event["data"])["idx"]:
        pass
    report.same("and hears of a session that ends", json.loads(event["data"])["uri"], place["uri"])
    events.close()


def commands(report, tessera, facts):
    """The operator's commands read what is there."""
    revoked = jwt.get_unverified_header(facts["sessions"]["revoked_key"][0]["access_token"])["kid"]
    keys = tessera.command("key", "list", "--json")
    report.check("`key list` knows the revoked key", any(key["id"] == revoked for key in keys), keys)
    shown = json.dumps(tessera.command("key", "show", revoked, "--json"))
    report.check("`key show` knows the verifier that confirmed it", "api-one" in shown, shown)
    sessions = tessera.command("user", "sessions", "person-095", "--json")
    report.check("`user sessions` tells how sessions ended", "signed_out" in json.dumps(sessions), sessions)
    tessera.command("user", "set-password", "person-066", text=OTHER_PASSWORD + "\n")
    tessera.command("client", "rotate-secret", "introspects", "--json")
    tessera.command("key", "rotate", "--immediately", "--json")
    checked = tessera.run("database", "check")
    report.same("`database check` finds nothing", checked.returncode, 0)


def subjects(report, api, facts):
    """An account is the same account: its identifier is what other systems know it by."""
    for kind in ("living", "editor"):
        for tokens in facts["sessions"][kind]:
            me = api.done(200, "GET", "/auth/me", token=tokens["access_token"])
            report.same("the account's identifier", me["id"], subject(tokens))
