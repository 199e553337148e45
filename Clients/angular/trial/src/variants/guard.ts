// One guard and no interceptor.
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter } from "@angular/router";
import { provideTessera, signedIn } from "@tessera/angular";
import { App, Page } from "./plain";

bootstrapApplication(App, {
    providers: [
        provideRouter([{ path: "", component: Page, canActivate: [signedIn()] }]),
        provideTessera({ issuer: "https://login.example.com" }),
    ],
}).catch((error: unknown) => {
    console.error(error);
});
