import { mergeApplicationConfig } from "@angular/core";
import { bootstrapApplication, type BootstrapContext } from "@angular/platform-browser";
import { provideServerRendering, RenderMode, withRoutes } from "@angular/ssr";
import { App } from "./app";
import { config } from "./config";

const server = mergeApplicationConfig(config, {
    providers: [
        provideServerRendering(
            withRoutes([
                { path: "private", renderMode: RenderMode.Client },
                { path: "admin", renderMode: RenderMode.Client },
                // A mistake on purpose: a guarded page for everybody.
                { path: "wrong", renderMode: RenderMode.Server },
                { path: "**", renderMode: RenderMode.Server },
            ]),
        ),
    ],
});

export default (context: BootstrapContext) => bootstrapApplication(App, server, context);
