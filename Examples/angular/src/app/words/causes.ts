import type { SignedOutCause } from "@tessera/client";

/** Why a session ended, as a sentence. A cause that a newer server may name has one general sentence. */
export function causeWords(cause: SignedOutCause): string {
    switch (cause) {
        case "signed_out":
            return $localize`:@@cause.signed_out:This session was signed out.`;
        case "other_tab":
            return $localize`:@@cause.other_tab:You signed out in another tab.`;
        case "other_user":
            return $localize`:@@cause.other_user:Another person signed in with this browser.`;
        case "storage_cleared":
            return $localize`:@@cause.storage_cleared:The data of this page was cleared in the browser, which ended the session here.`;
        case "cookies_blocked":
            return $localize`:@@cause.cookies_blocked:This browser does not keep the cookie of the login service, so the session could not go on.`;
        case "ended_elsewhere":
            return $localize`:@@cause.ended_elsewhere:This session was ended from another device or browser. If that was not you, change your password.`;
        case "expired":
            return $localize`:@@cause.expired:The session no longer exists.`;
        case "signed_out_everywhere":
            return $localize`:@@cause.signed_out_everywhere:You signed out everywhere, on this device, too.`;
        case "revoked_by_administrator":
            return $localize`:@@cause.revoked_by_administrator:An administrator ended this session.`;
        case "revoked_by_client":
            return $localize`:@@cause.revoked_by_client:The application gave the session back.`;
        case "password_changed":
            return $localize`:@@cause.password_changed:The password was changed elsewhere, which ended this session.`;
        case "account_disabled":
            return $localize`:@@cause.account_disabled:The account was disabled.`;
        case "account_deleted":
            return $localize`:@@cause.account_deleted:The account was deleted.`;
        case "idle_timeout":
            return $localize`:@@cause.idle_timeout:The session ended because it was not used for a long time.`;
        case "absolute_timeout":
            return $localize`:@@cause.absolute_timeout:The session has reached its longest time. Please sign in again.`;
        case "refresh_token_reuse":
            return $localize`:@@cause.refresh_token_reuse:A refresh token was used twice, which looks like a theft, so the session was ended.`;
        default:
            return $localize`:@@cause.other:The session has ended.`;
    }
}
