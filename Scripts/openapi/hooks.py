"""What schemathesis needs to know of the server: how to get an access token, and which accounts and sessions there are."""

import base64
import json
import os
import re
import unicodedata
import urllib.error
import urllib.request

import schemathesis

URL = os.environ["API_URL"]
# None that the document gives as an example: schemathesis sends those, and would change or delete the administrator.
PASSWORD = "paper lantern over quiet water"


def post(path, body, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def login(name):
    return post("/auth/login", {"identifier": name, "password": PASSWORD})


# The administrator that asks, and accounts that things are done to. Their sessions are ended all the time.
post("/auth/setup", {"setup_token": os.environ["API_SETUP_TOKEN"], "user_name": "root", "password": PASSWORD})
ACCOUNTS = [post("/auth/register", {"user_name": f"user{n}", "password": PASSWORD})["id"] for n in range(5)]

# The confidential client that asks about tokens.
CLIENT = base64.b64encode(os.environ["API_CLIENT"].encode()).decode()


def is_alive(token):
    request = urllib.request.Request(URL + "/auth/me", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=10):
            return True
    except urllib.error.HTTPError:
        return False


@schemathesis.auth(refresh_interval=None)
class Administrator:
    """The administrator's token; a new one when a case has ended the session."""

    token = None

    def get(self, case, context):
        if self.token is None or not is_alive(self.token):
            self.token = login("root")["access_token"]
        return self.token

    def set(self, case, data, context):
        case.headers = case.headers or {}
        if case.path.startswith("/oauth2/"):
            case.headers["Authorization"] = f"Basic {CLIENT}"
            return
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Lets most well-formed identifiers name what is there, so that more than 404 is seen."""
    parameters = case.path_parameters or {}
    if case.meta and case.meta.generation.mode.is_negative:
        return
    if "id" in parameters and case.path.startswith("/admin/users/{id}"):
        account = ACCOUNTS[hash(str(parameters["id"])) % (len(ACCOUNTS) + 1) - 1]
        parameters["id"] = account
    if isinstance(case.body, dict) and isinstance(case.body.get("display_name"), str):
        case.body["display_name"] = shown(case.body["display_name"])
    if case.method.upper() == "POST" and case.path in HOSTED_FORMS:
        fill_in(case)


def shown(name):
    """The nearest name that the server takes: a schema cannot name the kinds of characters that it refuses."""
    kept = "".join(character for character in name if unicodedata.category(character)[0] not in "CZ" or character == " ")
    return kept.strip()[:100] or "Ada"


# Forms of the hosted pages pass with the field that their page shows to the cookie that it sets.
HOSTED_FORMS = {"/login", "/register"}


def fill_in(case):
    """Sends a form as a browser does that has opened its page, so that more than the refusal of a foreign form is seen."""
    with urllib.request.urlopen(URL + case.path, timeout=10) as page:
        cookie = page.headers["Set-Cookie"].split(";")[0]
        token = re.search(r'name="form_token" value="([^"]*)"', page.read().decode()).group(1)
    if isinstance(case.body, dict):
        case.body["form_token"] = token
    name, value = cookie.split("=", 1)
    case.cookies = {name: value}
    case.headers = case.headers or {}
    case.headers["Origin"], case.headers["Sec-Fetch-Site"] = URL, "same-origin"
