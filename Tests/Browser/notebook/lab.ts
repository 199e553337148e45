/**
 * The very application of Examples/angular, with a door for the tests: they reach its `HttpClient`, its router and its client by
 * `window.lab`. With `?xhr` in the address `HttpClient` sends by `XMLHttpRequest`.
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
import { ApplicationRef, type ApplicationConfig, mergeApplicationConfig } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { Router } from "@angular/router";
import { Tessera, tesseraInterceptor } from "@tessera/angular";
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

const isXhr = new URLSearchParams(location.search).has("xhr");
const settings = await loadSettings();
const byXhr: ApplicationConfig = {
    providers: [
        provideHttpClient(
            withInterceptors([tesseraInterceptor]),
            withNoXsrfProtection(),
            ...(isXhr ? [withXhr()] : []),
        ),
    ],
};

async function start() {
    const app = await bootstrapApplication(App, mergeApplicationConfig(appConfig(settings), byXhr));
    const http = app.injector.get(HttpClient);
    const tessera = app.injector.get(Tessera);

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
        stable: () => app.injector.get(ApplicationRef).whenStable(),
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
