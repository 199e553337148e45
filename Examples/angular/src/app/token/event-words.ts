import type { ClientEvent } from "@tessera/client";

import { causeWords } from "../words/causes";
import { problemWords } from "../words/problems";

/** What happened to the session, as a sentence. */
export function eventWords(event: ClientEvent): string {
    switch (event.kind) {
        case "signedIn":
            return $localize`:@@event.signedIn:Signed in.`;
        case "refreshed":
            return event.by === "other"
                ? $localize`:@@event.refreshed.other:Another tab refreshed; this one uses its token: generation ${event.generation}:generation:.`
                : $localize`:@@event.refreshed:Refreshed: generation ${event.generation}:generation:.`;
        case "refreshFailed":
            return $localize`:@@event.refreshFailed:A refresh did not succeed: ${problemWords(event.error)}:why: You stay signed in.`;
        case "signedOut":
            return $localize`:@@event.signedOut:Signed out: ${causeWords(event.cause)}:why:`;
        case "offline":
            return $localize`:@@event.offline:Offline: no request is sent until the network is back.`;
        case "online":
            return $localize`:@@event.online:Online again.`;
        case "stepUp":
            return $localize`:@@event.stepUp:An API wants more than this sign-in: ${problemWords(event.error)}:why:`;
    }
}
