import { claim } from "../tabs/claim.ts";
import { emptyLedger } from "./ledger.ts";
import type { Revocation } from "./revocation.ts";
import type { Rotation } from "./rotation.ts";
import type { Schedule } from "./schedule.ts";
import type { Tab } from "./tab.ts";

/** Where a page keeps the name of its claim, beside its ledger. */
const claimKey = (namespace: string) => `${namespace}.claim`;

/** The beginning of a client's life, and the signals of the page during it. */
export class Life {
    readonly #tab: Tab;
    readonly #rotation: Rotation;
    readonly #revocation: Revocation;
    readonly #schedule: Schedule;
    #stops: (() => void)[] = [];

    constructor(tab: Tab, rotation: Rotation, revocation: Revocation, schedule: Schedule) {
        this.#tab = tab;
        this.#rotation = rotation;
        this.#revocation = revocation;
        this.#schedule = schedule;
    }

    /** Finds out whether somebody is signed in, and begins to watch. */
    async begin(): Promise<void> {
        const tab = this.#tab;
        const { page } = tab.settings.environment;
        if (tab.settings.inert) return;
        if (tab.settings.storage === "session") await this.#claimSession();
        if (this.#tab.isClosed) return this.close();
        tab.isOwn = true;
        const look = () => {
            tab.look();
            tab.show();
        };
        this.#stops.push(
            tab.ledger.watch(look),
            page.on("visible", look),
            page.on("shown", look),
            page.on("hidden", () => this.#schedule.plan()),
            page.on("online", () => this.#online()),
            page.on("offline", () => {
                tab.notices.emit({ kind: "offline" });
                this.#schedule.plan();
            }),
        );
        if (tab.ledger.read().revoking) await this.#revocation.settle();
        if (this.#tab.isClosed) return;
        tab.hasBegun = true;
        tab.look();
        const { session, revoking } = tab.ledger.read();
        if (tab.status !== "unknown") return;
        if (revoking || (!session && !tab.settings.cookie)) tab.end(null);
        else await this.#rotation.refresh(false).catch(() => {});
        this.#schedule.plan();
    }

    close(): void {
        for (const stop of this.#stops.splice(0)) stop();
        this.#schedule.close();
        this.#revocation.close();
    }

    #online(): void {
        const tab = this.#tab;
        tab.notices.emit({ kind: "online" });
        tab.endPause(true);
        tab.look();
        this.#revocation.online();
        this.#schedule.plan();
    }

    /** A session that was copied with its tab belongs to the tab that it was copied from. */
    async #claimSession(): Promise<void> {
        const { environment, namespace } = this.#tab.settings;
        const storage = environment.storage("session");
        const key = claimKey(namespace);
        const name = storage?.getItem(key) ?? environment.uuid();
        let giveUp = await claim(environment, `${namespace}.${name}`);
        if (!giveUp && !this.#tab.isClosed) {
            this.#tab.ledger.write(emptyLedger);
            const own = environment.uuid();
            giveUp = await claim(environment, `${namespace}.${own}`);
            storage?.setItem(key, own);
        } else if (giveUp) {
            storage?.setItem(key, name);
        }
        if (giveUp) this.#stops.push(giveUp);
    }
}
