// The form for the first administrator. The token comes in the fragment, which browsers send to nobody.

const form = document.getElementById("setup");
const status = document.getElementById("status");
const fragment = new URLSearchParams(location.hash.slice(1));
const token = fragment.get("setup_token");
// Neither history nor a screenshot keeps it.
history.replaceState(null, "", location.pathname);

function say(text, kind) {
    status.textContent = text;
    status.className = `status ${kind}`;
}

if (!token) {
    say("The link has no token. Use the one that the server printed when it started.", "bad");
    form.querySelector("button").disabled = true;
}

form.addEventListener("submit", async event => {
    event.preventDefault();
    const data = new FormData(form);
    const body = { setup_token: token, user_name: data.get("user_name"), password: data.get("password") };
    if (data.get("email")) body.email = data.get("email");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
        const answer = await fetch("/auth/setup", {
            method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
        });
        const result = await answer.json();
        if (answer.ok) {
            form.reset();
            say(`Done. ${result.user_name} can sign in and administer.`, "good");
            return;
        }
        say(result.detail, "bad");
    } catch {
        say("The server does not respond. Try again.", "bad");
    }
    button.disabled = false;
});
