// Without a router: provider, interceptor, service.
import { provideHttpClient, withInterceptors } from "@angular/common/http";
import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideTessera, Tessera, tesseraInterceptor } from "@tessera/angular";

@Component({
    selector: "trial-root",
    template: "<h1>{{ tessera.status() }}</h1>",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
class Root {
    readonly tessera = inject(Tessera);
}

bootstrapApplication(Root, {
    providers: [
        provideHttpClient(withInterceptors([tesseraInterceptor])),
        provideTessera({ issuer: "https://login.example.com" }),
    ],
}).catch((error: unknown) => {
    console.error(error);
});
