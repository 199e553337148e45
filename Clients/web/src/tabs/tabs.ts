import type { Channel } from "../environment/environment.ts";
import type { Settings } from "../options.ts";

/** What one tab tells the others: never more than this. */
export interface TabMessage {
    readonly kind: "signedIn" | "refreshed" | "signedOut";
    readonly generation: number;
}

/** The way to the other tabs of the same session. */
export class Tabs {
    #channel: Channel | null;

    /** Nothing is opened when no other tab has this session. */
    constructor(settings: Settings, onMessage: (message: TabMessage) => void) {
        this.#channel = settings.shared ? settings.environment.openChannel(`${settings.namespace}.tabs`) : null;
        if (this.#channel) {
            this.#channel.onmessage = event => {
                const message = event.data as Partial<TabMessage> | null;
                if (message?.kind) onMessage({ kind: message.kind, generation: Number(message.generation) });
            };
        }
    }

    tell(kind: TabMessage["kind"], generation: number): void {
        this.#channel?.postMessage({ kind, generation });
    }

    close(): void {
        this.#channel?.close();
        // A channel that is closed throws when something is sent by it.
        this.#channel = null;
    }
}
