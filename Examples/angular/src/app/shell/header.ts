import { DOCUMENT, Location } from "@angular/common";
import {
    ChangeDetectionStrategy,
    Component,
    computed,
    type ElementRef,
    inject,
    isDevMode,
    LOCALE_ID,
    viewChild,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { NavigationEnd, Router, RouterLink, RouterLinkActive } from "@angular/router";
import { Tessera, TesseraIfRole } from "@tessera/angular";
import { filter } from "rxjs";

import { OwnAccount } from "../profile/own-account";
import { Connection } from "../settings/connection";
import { ThemeChoice, type Theme, themes } from "./theme";

/** The bar on top: where one can go, who is here, whether the network is there, how the page looks. */
@Component({
    selector: "app-header",
    imports: [RouterLink, RouterLinkActive, TesseraIfRole],
    templateUrl: "./header.html",
    host: { "(document:keydown.escape)": "closeMenu()" },
    changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Header {
    readonly #document = inject(DOCUMENT);
    readonly #location = inject(Location);
    protected readonly menu = viewChild.required<ElementRef<HTMLDetailsElement>>("menu");
    readonly #account = inject(OwnAccount);

    protected readonly tessera = inject(Tessera);
    protected readonly connection = inject(Connection);
    protected readonly look = inject(ThemeChoice);
    protected readonly locale = inject(LOCALE_ID);
    protected readonly themes = themes;
    protected readonly name = computed(() => this.#account.name());
    /** A development server has the source language only. */
    protected readonly languages = isDevMode()
        ? []
        : [
              { code: "en-US", name: "English", path: "/" },
              { code: "de", name: "Deutsch", path: "/de/" },
          ];

    constructor() {
        inject(Router)
            .events.pipe(
                filter(event => event instanceof NavigationEnd),
                takeUntilDestroyed(),
            )
            .subscribe(() => {
                this.closeMenu();
            });
    }

    protected themeWords(theme: Theme): string {
        switch (theme) {
            case "light":
                return $localize`:@@theme.light:Light`;
            case "dark":
                return $localize`:@@theme.dark:Dark`;
            default:
                return $localize`:@@theme.auto:As the system`;
        }
    }

    /** Another language is another build: the same page, in its folder. */
    protected speak(path: string): void {
        this.#document.defaultView?.location.assign(path + this.#location.path(true).replace(/^\//, ""));
    }

    protected closeMenu(): void {
        this.menu().nativeElement.open = false;
    }

    protected async signOut(): Promise<void> {
        await this.tessera.logout();
    }
}
