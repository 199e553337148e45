import { bootstrapApplication } from "@angular/platform-browser";

import { App } from "./app/app";
import { appConfig } from "./app/app.config";
import { loadSettings } from "./app/settings/settings";
import { readTheme, showTheme } from "./app/shell/theme";

/** Nothing waits here for the login service: an application must start when that one is down. */
async function start(): Promise<void> {
    showTheme(readTheme());
    await bootstrapApplication(App, appConfig(await loadSettings()));
}

start().catch((error: unknown) => {
    console.error(error);
    const place = document.querySelector("app-root");
    if (place) place.textContent = $localize`:@@start.failed:The application could not start. Please try again later.`;
});
