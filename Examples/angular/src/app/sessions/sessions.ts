import { httpResource } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { Tessera } from "@tessera/angular";

import { personId } from "../settings/person";
import { SETTINGS } from "../settings/settings";
import { Ask } from "../shell/ask";
import { causeWords } from "../words/causes";
import { problemWords } from "../words/problems";
import { Ago, Moment } from "../words/times";
import { type OneSession, sessionsIn } from "./session-list";

/** Where the person is signed in, and how each session that ended came to its end. */
@Component({
    selector: "app-sessions",
    imports: [Ago, Moment],
    templateUrl: "./sessions.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Sessions {
    readonly #ask = inject(Ask);
    readonly #person = personId();
    readonly #tessera = inject(Tessera);
    readonly #url = `${inject(SETTINGS).issuer}/auth/sessions`;

    protected readonly sessions = httpResource(() => (this.#person() ? this.#url : undefined), { parse: sessionsIn });
    protected readonly living = computed(() =>
        this.#shown()
            .filter(one => one.end === null)
            .sort((one, other) => Number(other.isCurrent) - Number(one.isCurrent)),
    );
    protected readonly ended = computed(() => this.#shown().filter(one => one.end !== null));
    protected readonly trouble = signal<string | null>(null);
    protected readonly words = problemWords;
    protected readonly causeWords = causeWords;

    #shown(): readonly OneSession[] {
        return this.sessions.hasValue() ? this.sessions.value() : [];
    }

    protected end(session: OneSession): Promise<void> {
        return this.#try(async () => {
            await this.#tessera.endSession(session.id);
            if (!session.isCurrent) this.sessions.reload();
        });
    }

    protected async endAll(): Promise<void> {
        const isMeant = await this.#ask.ask({
            title: $localize`:@@sessions.all.question:Sign out everywhere?`,
            text: $localize`:@@sessions.all.text:All your sessions end, this one too.`,
            yes: $localize`:@@sessions.all.yes:Sign out everywhere`,
            no: $localize`:@@sessions.all.no:Stay signed in`,
        });
        if (isMeant) await this.#try(() => this.#tessera.logoutEverywhere());
    }

    async #try(action: () => Promise<unknown>): Promise<void> {
        this.trouble.set(null);
        try {
            await action();
        } catch (error) {
            this.trouble.set(problemWords(error));
        }
    }
}
