"""Weeks later: what is no longer needed goes, and nothing else."""

from databases import eventually
from story import DAY

WEEKS = 45 * DAY


def sweeps(report, tessera, facts):
    database, clock = tessera.database, tessera.clock

    def count(statement):
        return database.rows(f"SELECT count(*) FROM {statement}")[0][0]

    accounts, events = count("accounts"), count("audit_events")
    clock.advance(WEEKS)
    expected = {
        "every session of before has ended": "sessions WHERE ended_at IS NULL",
        # After the 30 days that its client may still ask what became of it.
        "sessions that had ended are removed": "sessions WHERE end_cause = 'refresh_token_reuse'",
        "throttles are removed": f"sign_in_throttles WHERE full_at < {int(facts['moment']) * 1000}",
        "servers that are gone are removed": f"verifier_servers WHERE last_seen_at < {int(facts['moment'] + DAY) * 1000}",
        "old events are removed": f"audit_events WHERE at < {int(clock.now - 40 * DAY) * 1000}",
    }
    with tessera.serving(retention_audit="40d") as api:
        for promise, statement in expected.items():
            try:
                eventually(promise, lambda: count(statement) == 0, deadline=90, least=0.2)
                report.check(promise, True)
            except AssertionError:
                report.check(promise, False, count(statement))
        report.same("no account is removed", count("accounts"), accounts)
        report.check("later events are kept", 0 < count("audit_events") < events, count("audit_events"))
        tokens = api.sign_in("person-061")
        report.check("somebody signs in", api.refresh(tokens["refresh_token"], "later").status_code == 200)
        answer = api.refresh(facts["sessions"]["living"][1]["refresh_token"], "later")
        report.check("a session that was not used for too long is over", answer.status_code == 400, answer.text)
    report.same("`database check` finds nothing", tessera.run("database", "check").returncode, 0)
