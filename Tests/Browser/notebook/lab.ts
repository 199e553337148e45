/**
 * The very application of Examples/angular, with a door for the tests: they reach its `HttpClient`, its router and its client by
 * `window.lab`. By its address it is another one: with `?xhr` its `HttpClient` sends by `XMLHttpRequest`, with `?zone` it runs with
 * zone.js, with `?stay` its router does not follow the session.
 */
import {
    HttpClient,
    HttpErrorResponse,
    HttpEventType,
    provideHttpClient,
    withInterceptors,
    withNoXsrfProtection,
    withXhr,
} from "@angular/common/http";
import {
    type ApplicationConfig,
    Component,
    createComponent,
    inject,
    mergeApplicationConfig,
    provideZoneChangeDetection,
    type Type,
} from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { Router } from "@angular/router";
import { Tessera, tesseraInterceptor, withRouting } from "@tessera/angular";
import { firstValueFrom, type Subscription } from "rxjs";

import { App } from "../../../Examples/angular/src/app/app";
import { appConfig } from "../../../Examples/angular/src/app/app.config";
import { loadSettings } from "../../../Examples/angular/src/app/settings/settings";

interface Outcome {
    status: number;
    body?: unknown;
    error?: unknown;
    kind?: string | undefined;
}

const asked = new URLSearchParams(location.search);
const isXhr = asked.has("xhr");
const hasZone = asked.has("zone");
// Before anything of Angular looks for it.
if (hasZone) await import("zone.js");
const settings = await loadSettings();
const differences: ApplicationConfig = {
    providers: [
        ...(hasZone ? [provideZoneChangeDetection()] : []),
        ...(asked.has("stay") ? withRouting({ follow: false }).providers : []),
        provideHttpClient(
            withInterceptors([tesseraInterceptor]),
            withNoXsrfProtection(),
            ...(isXhr ? [withXhr()] : []),
        ),
    ],
};

/** A view that shows the person, and counts how often it is checked. */
@Component({ selector: "lab-probe", template: "{{ person() }}" })
class Probe {
    readonly #tessera = inject(Tessera);
    checks = 0;
    protected person(): string | undefined {
        this.checks += 1;
        return this.#tessera.user()?.id;
    }
}

async function start() {
    const app = await bootstrapApplication(App, mergeApplicationConfig(appConfig(settings), differences));
    const http = app.injector.get(HttpClient);
    const tessera = app.injector.get(Tessera);

    const show = <Shown>(kind: Type<Shown>) => {
        const hostElement = document.querySelector("main")?.appendChild(document.createElement("div"));
        if (!hostElement) throw new Error("There is no page yet.");
        const made = createComponent(kind, { environmentInjector: app.injector, hostElement });
        app.attachView(made.hostView);
        return made;
    };
    const outcomeOf = (error: unknown): Outcome => {
        if (!(error instanceof HttpErrorResponse)) return { status: -1, error: String(error) };
        const inner: unknown = error.error;
        return { status: error.status, body: inner, kind: (inner as { class?: string } | null)?.class };
    };
    return {
        app,
        tessera,
        router: app.injector.get(Router),
        events: [] as unknown[],
        /** One request of `HttpClient`; what became of it. */
        async request(method: string, url: string, body?: unknown): Promise<Outcome> {
            try {
                const answer = await firstValueFrom(http.request(method, url, { body, observe: "response" }));
                return { status: answer.status, body: answer.body };
            } catch (error) {
                return outcomeOf(error);
            }
        },
        /** `count` requests at one moment, of which those in `cancelled` are given up after `after` milliseconds. */
        async storm(
            url: string,
            count: number,
            cancelled: readonly number[] = [],
            after = 0,
        ): Promise<(Outcome | null)[]> {
            const running: Subscription[] = [];
            const all = Array.from(
                { length: count },
                (_, index) =>
                    new Promise<Outcome | null>(resolve => {
                        const subscription = http.get(url, { observe: "response" }).subscribe({
                            next: answer => {
                                resolve({ status: answer.status, body: answer.body });
                            },
                            error: error => {
                                resolve(outcomeOf(error));
                            },
                        });
                        running.push(subscription);
                        if (cancelled.includes(index))
                            subscription.add(() => {
                                resolve(null);
                            });
                    }),
            );
            setTimeout(() => {
                cancelled.forEach(index => running[index]?.unsubscribe());
            }, after);
            return await Promise.all(all);
        },
        /** Sends `size` bytes; the progress as it was reported, and the outcome. */
        async upload(url: string, size: number): Promise<{ progress: number[]; sent: number; outcome: Outcome }> {
            const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255);
            const progress: number[] = [];
            let sent = 0;
            const outcome = await new Promise<Outcome>(resolve =>
                http
                    .post(url, new Blob([bytes]), {
                        observe: "events",
                        reportUploadProgress: isXhr,
                        responseType: "text",
                    })
                    .subscribe({
                        next: event => {
                            if (event.type === HttpEventType.Sent) sent += 1;
                            if (event.type === HttpEventType.UploadProgress) progress.push(event.loaded);
                            if (event.type === HttpEventType.Response)
                                resolve({ status: event.status, body: event.body });
                        },
                        error: error => {
                            resolve(outcomeOf(error));
                        },
                    }),
            );
            return { progress, sent, outcome };
        },
        /** Ends the application, as a page that mounts it in a part of itself does. */
        destroy: () => {
            app.destroy();
        },
        stable: () => app.whenStable(),
        /** How often a view that shows the person is checked while `body` runs and until what it changed is drawn. */
        async checks(body: () => Promise<unknown>): Promise<number> {
            const probe = show(Probe);
            await app.whenStable();
            probe.instance.checks = 0;
            await body();
            // What a change has to draw is drawn two frames later.
            for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
            await app.whenStable();
            const { checks } = probe.instance;
            probe.destroy();
            return checks;
        },
        /** Puts a component into the page that breaks the policy. */
        async spoil(kind: "bypass" | "inlineStyle" | "componentStyle") {
            const { spoiled } = await import("./spoiled");
            show(spoiled[kind]);
            await app.whenStable();
        },
        /** Starts it again after `destroy`. */
        async again() {
            const place = document.querySelector("app-root") ?? document.createElement("app-root");
            document.body.append(place);
            await open();
        },
    };
}

async function open() {
    const lab = await start();
    lab.tessera.events.subscribe(event => lab.events.push(JSON.parse(JSON.stringify(event))));
    Object.assign(window, { lab });
}

await open();
