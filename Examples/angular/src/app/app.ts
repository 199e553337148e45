import {
    afterNextRender,
    ChangeDetectionStrategy,
    Component,
    computed,
    type ElementRef,
    inject,
    Injector,
    signal,
    viewChild,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { NavigationEnd, NavigationError, Router, RouterOutlet } from "@angular/router";
import { Tessera } from "@tessera/angular";

import { AskDialog } from "./shell/ask-dialog";
import { Header } from "./shell/header";
import { whyWords } from "./shell/why";

/** The frame around every page. */
@Component({
    selector: "app-root",
    imports: [AskDialog, Header, RouterOutlet],
    templateUrl: "./app.html",
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
    readonly #tessera = inject(Tessera);
    readonly #injector = inject(Injector);
    protected readonly main = viewChild.required<ElementRef<HTMLElement>>("main");

    /** Until the first page is known neither a login page nor private content may be seen. */
    protected readonly isSettled = signal(false);
    /** Read out by screen readers, wherever the focus is. */
    protected readonly told = computed(() => whyWords(this.#tessera) ?? "");

    /** A page could not be loaded, as when the network went before its code had come. */
    protected readonly isLost = signal(false);

    constructor() {
        inject(Router)
            .events.pipe(takeUntilDestroyed())
            .subscribe(event => {
                if (event instanceof NavigationError) this.isLost.set(true);
                if (!(event instanceof NavigationEnd)) return;
                this.isLost.set(false);
                // A link to a place within the page moves by itself.
                if (this.isSettled() && !event.urlAfterRedirects.includes("#")) this.#focusHeading();
                this.isSettled.set(true);
            });
    }

    /** A new page begins at its heading: that is what a browser does when it loads one. */
    #focusHeading(): void {
        afterNextRender(
            { read: () => this.main().nativeElement.querySelector<HTMLElement>("h1")?.focus() },
            { injector: this.#injector },
        );
    }

    protected skip(event: Event): void {
        event.preventDefault();
        this.main().nativeElement.focus();
    }
}
