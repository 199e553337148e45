// The application of `whole.ts` with the client, and what it needs of Angular written by itself in the shortest way.
import {
    HttpContext,
    type HttpInterceptorFn,
    provideHttpClient,
    withInterceptors,
    withNoXsrfProtection,
} from "@angular/common/http";
import {
    ChangeDetectionStrategy,
    Component,
    computed,
    Directive,
    effect,
    ErrorHandler,
    inject,
    Injectable,
    input,
    signal,
    TemplateRef,
    ViewContainerRef,
} from "@angular/core";
import { Location } from "@angular/common";
import { bootstrapApplication } from "@angular/platform-browser";
import {
    type CanActivateFn,
    NavigationCancel,
    NavigationEnd,
    NavigationError,
    NavigationSkipped,
    provideRouter,
    RedirectCommand,
    Router,
    withComponentInputBinding,
} from "@angular/router";
import { createClient, safeReturnPath } from "@tessera/client";
import { App, Notes } from "./plain";

const client = createClient({ issuer: "https://login.example.com" });
const interceptor: HttpInterceptorFn = (request, next) => next(request.clone({ setHeaders: { "X-Trial": "yes" } }));
const ends = [NavigationEnd, NavigationCancel, NavigationError, NavigationSkipped];
const guard: CanActivateFn = () => {
    const router = inject(Router);
    const path = router.parseUrl(safeReturnPath(inject(Location).path(true)));
    router.events.subscribe(event => {
        if (ends.some(kind => event instanceof kind)) client.close();
    });
    return client.state.value.status !== "unknown" || new RedirectCommand(path, { browserUrl: path });
};

@Directive({ selector: "[trialIf]" })
class TrialIf {
    readonly trialIf = input.required<string>();
    readonly trialIfElse = input<TemplateRef<unknown> | null>(null);

    constructor() {
        const views = inject(ViewContainerRef);
        const content = inject<TemplateRef<unknown>>(TemplateRef);
        effect(() => this.trialIf() && views.createEmbeddedView(content));
    }
}

@Injectable()
class Handler extends ErrorHandler {}

@Component({
    selector: "trial-login",
    imports: [TrialIf],
    template: `<h1 *trialIf="'admin'">{{ left() }} {{ next }} {{ user()?.id }}</h1>`,
    changeDetection: ChangeDetectionStrategy.OnPush,
})
class Login {
    readonly user = signal<{ id: string } | null>(null);
    readonly left = computed(() => this.user()?.id);
    readonly next = inject(Router).url;
    readonly context = new HttpContext();
}

bootstrapApplication(App, {
    providers: [
        provideRouter(
            [
                { path: "login", component: Login, canActivate: [guard] },
                { path: "admin", component: Login, canMatch: [() => true] },
                { path: "scope", component: Login, canMatch: [() => true, () => true] },
                { path: "recent", component: Login, canMatch: [() => true] },
                { path: "", component: Notes, canActivate: [guard] },
            ],
            withComponentInputBinding(),
        ),
        provideHttpClient(withInterceptors([interceptor]), withNoXsrfProtection()),
        { provide: ErrorHandler, useClass: Handler },
    ],
})
    .then(() => client.getSession())
    .catch((error: unknown) => {
        console.error(error);
    });
