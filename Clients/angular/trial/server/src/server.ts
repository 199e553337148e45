import { AngularAppEngine, createRequestHandler } from "@angular/ssr";

const engine = new AngularAppEngine();

export const reqHandler = createRequestHandler(
    async request => (await engine.handle(request)) ?? new Response("", { status: 404 }),
);
